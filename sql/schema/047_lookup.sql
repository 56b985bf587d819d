-- sql/schema/047_lookup.sql
-- Purpose: what is looked up once for each row, so that the work grows with the rows alone.

-- Figures are given their workbook by its code.
create index scope_code_idx on fact.scope (
    agency_id, month, version, report, scope_kind, code);

-- Does an attorney manage others?
create index attorney_managing_idx on mart.attorney (agency_id, managing_attorney_id);
