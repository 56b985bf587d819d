-- sql/schema/047_scope_code.sql
-- Purpose: figures are given their workbook by its code. Before any statistics know how many there
-- are, the planner would go through all offices for each group of figures.

create index scope_code_idx on fact.scope (
    agency_id, month, version, report, scope_kind, code);
