/*
 * tests/sample/famlink_codes.c - code lists of the FamLink-style agency, as data
 */
#include "famlink_codes.h"

#include "banned.h"

#define COUNT(list) ((int)(sizeof(list) / sizeof(*(list))))

const struct code codes_settings[] = {
    {1, 1, "Adoptive Home"},
    {2, 2, "Court Ordered Unlicensed Placement"},
    {3, 3, "Detention Center"},
    {4, 4, "Family Crisis Residential Center"},
    {5, 5, "Foster Home/Receiving Home"},
    {6, 6, "Group Care - Staff Residential"},
    {7, 7, "Group Crisis Residential Center"},
    {8, 8, "Group Home"},
    {9, 9, "Juvenile Rehabilitation"},
    {10, 10, "Licensed Foster Home of Relative of Specified Degree"},
    {11, 11, "Licensed Foster Home - Godparent/Support Network/Tribal Relative"},
    {12, 12, "Other"},
    {13, 13, "Regional Assessment Center"},
    {14, 14, "Regional Crisis Residential Center"},
    {15, 15, "Relative of Specified Degree, Not Receiving Foster Care Payments"},
    {16, 16, "Secured Crisis Residential Center"},
    {17, 17, "Supervised Independent Living"},
    {18, 18, "Therapeutic Foster Home"},
    {19, 19, "Other Non-Family Setting"},
    {20, 20, "Hospital"},
};
const int codes_settings_n = COUNT(codes_settings);

const struct code codes_services[] = {
    {2, 2, "Detention, Short-Term"},
    {342, 342, "Relative Placement"},
    {405, 405, "On the Run"},
    {1758, 1758, "Court Ordered Placement"},
    {1768, 1768, "On the Run"},
    {1776, 1776, "Birth/Adoptive Parent"},
    {1777, 1777, "Birth/Adoptive Non-Custodial Parent"},
    {2450, 245000, "Suitable Person Placement"},
};
const int codes_services_n = COUNT(codes_services);

const struct code codes_results[] = {
    {1, 1, "Changed Caregiver"},
    {2, 2, "Placement Disrupted"},
    {3, 3, "Caregiver Became Licensed"},
    {4, 4, "Left Care"},
    {22, 22, "No Caregiver"},
    {38, 38, "Trial Return Home - Mother"},
    {39, 39, "Trial Return Home - Father"},
    {40, 40, "Trial Return Home - Both Parents"},
};
const int codes_results_n = COUNT(codes_results);

const struct code codes_discharges[] = {
    {8, 8, "3rd Party Custody/Superior Court Guardianship"},
    {9, 9, "Adoption"},
    {10, 10, "Deceased"},
    {11, 11, "Dependency Guardianship"},
    {12, 12, "Emancipation"},
    {13, 13, "Reached Age of Majority"},
    {14, 14, "Returned to Custody of Guardian - Dependency Dismissed"},
    {15, 15, "Returned to Custody of Parents - Dependency Dismissed"},
    {16, 16, "Transfer to Private Agency"},
    {17, 17, "Transfer to Tribal Authority"},
    {19, 19, "VPA Ended - Return to Parent"},
    {20, 20, "Transfer to Other Authority in Washington"},
    {36, 36, "Return Home"},
    {42, 42, "Transfer to DCFS"},
    {43, 43, "Transfer to Tribe, not IV-E"},
    {44, 44, "Transfer to Tribe, IV-E"},
    {45, 45, "Returned to Sending State"},
    {46, 46, "Transfer to Federal Authority"},
    {48, 48, "Title 13 Guardianship"},
};
const int codes_discharges_n = COUNT(codes_discharges);

const struct code codes_authorities[] = {
    {1, 1, "Closed"},
    {2, 2, "DCFS"},
    {3, 3, "Other State"},
    {4, 4, "Private Agency"},
    {5, 5, "Tribal without IV-E"},
    {6, 6, "Tribal with IV-E"},
    {7, 7, "Parental"},
    {8, 8, "3rd Party"},
    {9, 9, "Court Ordered"},
    {10, 10, "JRA"},
    {11, 11, "Federal"},
    {77, 77, "Compact Pending"},
};
const int codes_authorities_n = COUNT(codes_authorities);

const struct code codes_access[] = {
    {1, 1, "CPS"},
    {2, 2, "Non-CPS"},
    {4, 4, "CPS Risk Only"},
};
const int codes_access_n = COUNT(codes_access);

/* 3 is what older rows of other programmes carry; no map knows it. */
const struct code codes_response[] = {
    {1, 1, "24 Hours"},
    {2, 2, "72 Hours"},
    {3, 3, "10 Days"},
};
const int codes_response_n = COUNT(codes_response);

/* The key is the place in the list, from 1. */
const struct meeting_type codes_meetings[] = {
    {"FTDM", "Family Team Decision Making Meeting"},
    {"SPM", "Shared Planning Meeting"},
    {"PPM", "Permanency Planning Meeting"},
    {"APR", "Adoption Planning Review"},
    {"BRS", "Behavior Rehabilitation Services Staffing"},
    {"CHET", "Child Health and Education Tracking Staffing"},
    {"CSEC", "Commercially Sexually Exploited Children Staffing"},
    {"DDSP", "Developmental Disabilities Services Planning"},
    {"EOLC", "End-of-Life Care Staffing"},
    {"FCAP", "Foster Care Assessment Program Staffing"},
    {"SCCC", "Shelter Care Case Conference"},
    {"LICWAC", "Local Indian Child Welfare Advisory Committee"},
    {"MHSA", "Mental Health and Substance Abuse Planning"},
    {"TPDY", "Transition Plan for Dependent Youth"},
};
const int codes_meetings_n = COUNT(codes_meetings);
