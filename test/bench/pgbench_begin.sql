-- The tables that a submission writes, empty, for pgbench to write the same rows.
CREATE SCHEMA bench;
CREATE SEQUENCE bench.act;
CREATE TABLE bench.dossier_sequence (LIKE public.dossier_sequence INCLUDING ALL);
CREATE TABLE bench.dossier_form (LIKE public.dossier_form INCLUDING ALL);
CREATE TABLE bench.dossier_file (LIKE public.dossier_file INCLUDING ALL);
CREATE TABLE bench.dossier_version (LIKE public.dossier_version INCLUDING ALL);
CREATE TABLE bench.dossier_now (LIKE public.dossier_now INCLUDING ALL);
CREATE TABLE bench.entry (LIKE public.entry INCLUDING ALL);
CREATE TABLE bench.counter (LIKE public.counter INCLUDING ALL);
CREATE TABLE bench.counter_total (LIKE public.counter_total INCLUDING ALL);
CREATE TABLE bench.open_due (LIKE public.open_due INCLUDING ALL);
