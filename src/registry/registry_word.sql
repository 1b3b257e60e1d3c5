-- The words of records (word.h).  Lists come and go as one JSON text, so that a step of a load and
-- a page of a search cost a few statements, not one for each word.  A stream is the records that
-- have a word at a level, in the order of the key; streams: [[level, word], …].
-- On PostgreSQL what is joined to a list is a subquery with a LIMIT, found by its whole key: else a
-- plan made while the tables were small would walk them when they are large.

-- name: registry_word_add
-- rows: {"LEVELWORD": [record, …], …}, the level being one digit.
-- types: registry:text rows:json
-- sqlite:
INSERT INTO registry_word (registry, level, word, record)
SELECT :registry, CAST(SUBSTR(g.key, 1, 1) AS INTEGER), SUBSTR(g.key, 2), r.value
  FROM json_each(:rows) AS g CROSS JOIN json_each(g.value) AS r WHERE TRUE
ON CONFLICT (registry, level, word, record) DO NOTHING
-- postgresql:
INSERT INTO registry_word (registry, level, word, record)
SELECT :registry, SUBSTR(g.key, 1, 1)::bigint, SUBSTR(g.key, 2), r.value::bigint
  FROM json_each(:rows::json) AS g CROSS JOIN LATERAL json_array_elements_text(g.value) AS r
ON CONFLICT (registry, level, word, record) DO NOTHING;

-- name: registry_word_remove
-- types: registry:text rows:json
-- sqlite:
DELETE FROM registry_word WHERE (registry, level, word, record) IN
 (SELECT :registry, CAST(SUBSTR(g.key, 1, 1) AS INTEGER), SUBSTR(g.key, 2), r.value
    FROM json_each(:rows) AS g CROSS JOIN json_each(g.value) AS r)
-- postgresql:
DELETE FROM registry_word WHERE (registry, level, word, record) IN
 (SELECT :registry, SUBSTR(g.key, 1, 1)::bigint, SUBSTR(g.key, 2), r.value::bigint
    FROM json_each(:rows::json) AS g CROSS JOIN LATERAL json_array_elements_text(g.value) AS r);

-- name: registry_word_clear
DELETE FROM registry_word WHERE registry = :registry;

-- name: registry_word_page many
-- types: level:count
-- For verification.
SELECT level, word, record FROM registry_word
 WHERE registry = :registry AND (level, word, record) > (:level, :word, :record)
 ORDER BY level, word, record LIMIT :limit;

-- name: registry_word_depth many
-- Of each stream: how many of its next :look records there are, and the last of them.
-- types: registry:text streams:json after:id look:count nth:count n:count last:id?
-- sqlite:
SELECT s.key AS nth,
       (SELECT COUNT(*) FROM (SELECT w.record FROM registry_word AS w
                               WHERE w.registry = :registry AND w.level = s.value ->> 0
                                 AND w.word = s.value ->> 1 AND w.record > :after
                               ORDER BY w.record LIMIT :look) AS a) AS n,
       (SELECT MAX(a.record) FROM (SELECT w.record FROM registry_word AS w
                                    WHERE w.registry = :registry AND w.level = s.value ->> 0
                                      AND w.word = s.value ->> 1 AND w.record > :after
                                    ORDER BY w.record LIMIT :look) AS a) AS last
  FROM json_each(:streams) AS s ORDER BY nth LIMIT :limit
-- postgresql:
SELECT s.nth - 1 AS nth, a.n, a.last
  FROM json_array_elements(:streams::json) WITH ORDINALITY AS s (value, nth)
 CROSS JOIN LATERAL
       (SELECT COUNT(*) AS n, MAX(b.record) AS last
          FROM (SELECT w.record FROM registry_word AS w
                 WHERE w.registry = :registry AND w.level = (s.value ->> 0)::bigint
                   AND w.word = s.value ->> 1 AND w.record > :after
                 ORDER BY w.record LIMIT :look) AS b) AS a
 ORDER BY nth LIMIT :limit;

-- name: registry_word_vocabulary many
-- The words that begin so, each once: from one to the next by the key.
-- types: word:text begin:text past:text
WITH RECURSIVE one (word) AS (
    SELECT MIN(w.word) FROM registry_word AS w
     WHERE w.registry = :registry AND w.level = :level AND w.word >= :begin AND w.word < :past
    UNION ALL
    SELECT (SELECT MIN(w.word) FROM registry_word AS w
             WHERE w.registry = :registry AND w.level = :level AND w.word > one.word
               AND w.word < :past)
      FROM one WHERE one.word IS NOT NULL)
SELECT word FROM one WHERE word IS NOT NULL LIMIT :limit;

-- name: registry_word_next many
-- A stream from behind a record on.
-- types: after:id
SELECT record FROM registry_word
 WHERE registry = :registry AND level = :level AND word = :word AND record > :after
 ORDER BY record LIMIT :limit;

-- name: registry_word_found one
-- The next :look records of the streams together, the oldest first: how many they are, the last of
-- them, and those that have three more words at a level up to :level ('': any).  hits: [id, …].
-- types: registry:text streams:json after:id look:count level:count word_1:text word_2:text
-- types: word_3:text n:count last:id hits:text
-- sqlite:
SELECT COUNT(*) AS n, COALESCE(MAX(c.record), :after) AS last,
       json_group_array(c.record) FILTER (WHERE c.has) AS hits
  FROM (SELECT b.record,
              (:word_1 = '' OR
               (SELECT 1 FROM registry_word AS o WHERE o.registry = :registry AND o.level = 0
                   AND o.word = :word_1 AND o.record = b.record LIMIT 1) IS NOT NULL OR
               (:level > 0 AND
                (SELECT 1 FROM registry_word AS o WHERE o.registry = :registry AND o.level = 1
                    AND o.word = :word_1 AND o.record = b.record LIMIT 1) IS NOT NULL)) AND
              (:word_2 = '' OR
               (SELECT 1 FROM registry_word AS o WHERE o.registry = :registry AND o.level = 0
                   AND o.word = :word_2 AND o.record = b.record LIMIT 1) IS NOT NULL OR
               (:level > 0 AND
                (SELECT 1 FROM registry_word AS o WHERE o.registry = :registry AND o.level = 1
                    AND o.word = :word_2 AND o.record = b.record LIMIT 1) IS NOT NULL)) AND
              (:word_3 = '' OR
               (SELECT 1 FROM registry_word AS o WHERE o.registry = :registry AND o.level = 0
                   AND o.word = :word_3 AND o.record = b.record LIMIT 1) IS NOT NULL OR
               (:level > 0 AND
                (SELECT 1 FROM registry_word AS o WHERE o.registry = :registry AND o.level = 1
                    AND o.word = :word_3 AND o.record = b.record LIMIT 1) IS NOT NULL)) AS has
          FROM (SELECT DISTINCT w.record FROM json_each(:streams) AS s CROSS JOIN registry_word AS w
                 WHERE w.registry = :registry AND w.level = s.value ->> 0
                   AND w.word = s.value ->> 1 AND w.record > :after
                   AND w.record <= (SELECT MAX(a.record)
                                      FROM (SELECT e.record FROM registry_word AS e
                                             WHERE e.registry = :registry
                                               AND e.level = s.value ->> 0
                                               AND e.word = s.value ->> 1 AND e.record > :after
                                             ORDER BY e.record LIMIT :look) AS a)
                 ORDER BY w.record LIMIT :look) AS b) AS c
-- postgresql:
SELECT COUNT(*) AS n, COALESCE(MAX(c.record), :after) AS last,
       COALESCE(json_agg(c.record) FILTER (WHERE c.has), '[]')::text AS hits
  FROM (SELECT b.record,
              (:word_1 = '' OR
               (SELECT 1 FROM registry_word AS o WHERE o.registry = :registry AND o.level = 0
                   AND o.word = :word_1 AND o.record = b.record LIMIT 1) IS NOT NULL OR
               (:level > 0 AND
                (SELECT 1 FROM registry_word AS o WHERE o.registry = :registry AND o.level = 1
                    AND o.word = :word_1 AND o.record = b.record LIMIT 1) IS NOT NULL)) AND
              (:word_2 = '' OR
               (SELECT 1 FROM registry_word AS o WHERE o.registry = :registry AND o.level = 0
                   AND o.word = :word_2 AND o.record = b.record LIMIT 1) IS NOT NULL OR
               (:level > 0 AND
                (SELECT 1 FROM registry_word AS o WHERE o.registry = :registry AND o.level = 1
                    AND o.word = :word_2 AND o.record = b.record LIMIT 1) IS NOT NULL)) AND
              (:word_3 = '' OR
               (SELECT 1 FROM registry_word AS o WHERE o.registry = :registry AND o.level = 0
                   AND o.word = :word_3 AND o.record = b.record LIMIT 1) IS NOT NULL OR
               (:level > 0 AND
                (SELECT 1 FROM registry_word AS o WHERE o.registry = :registry AND o.level = 1
                    AND o.word = :word_3 AND o.record = b.record LIMIT 1) IS NOT NULL)) AS has
          FROM (SELECT DISTINCT a.record FROM json_array_elements(:streams::json) AS s
                 CROSS JOIN LATERAL
                       (SELECT w.record FROM registry_word AS w
                         WHERE w.registry = :registry AND w.level = (s.value ->> 0)::bigint
                           AND w.word = s.value ->> 1 AND w.record > :after
                         ORDER BY w.record LIMIT :look) AS a
                 ORDER BY a.record LIMIT :look) AS b) AS c;
