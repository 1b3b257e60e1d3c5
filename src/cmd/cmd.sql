-- name: simulation_add journal simulation

-- name: simulation_list many
-- What was invented here, newest first.
SELECT act, first_day, last_day, dossiers, seed FROM simulation ORDER BY act DESC LIMIT :limit;
