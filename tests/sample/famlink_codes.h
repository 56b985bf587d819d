/*
 * tests/sample/famlink_codes.h - code lists of the FamLink-style agency
 *
 * Codes and labels of the public warehouse copy where it shows them; meeting codes, the ordinary
 * service codes, result codes other than 38-40 and response codes are this agency's own.
 */
#ifndef FAMLINK_CODES_H
#define FAMLINK_CODES_H

struct code {
    int key, code; /* surrogate key of the dimension, code */
    const char *text;
};

struct meeting_type {
    const char *code, *text;
};

/* Keys of placement_type_dim: a version's base plus the setting. */
#define TYPE_TRUE      100
#define TYPE_TRUE_OLD  200
#define TYPE_TEMPORARY 500

/* Keys of intake_type_dim for screened-out intakes. */
#define TYPE_SCREENED_OUT 50

#define MEETING_FTDM     1
#define MEETING_FTDM_OLD 90

/* Keys of service_type_dim; 0 stands for no service. */
#define SERVICE_KEY(index) ((index) + 1)

extern const struct code codes_settings[], codes_services[], codes_results[], codes_discharges[],
    codes_authorities[], codes_access[], codes_response[];
extern const int codes_settings_n, codes_services_n, codes_results_n, codes_discharges_n,
    codes_authorities_n, codes_access_n, codes_response_n;
extern const struct meeting_type codes_meetings[];
extern const int codes_meetings_n;

#endif
