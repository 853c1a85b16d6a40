-- A database whose component "notes" has run two of its steps.
PRAGMA user_version = 1;
CREATE TABLE component_versions (
  component TEXT NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO component_versions VALUES ('notes', 2);
CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
ALTER TABLE notes ADD COLUMN read INTEGER NOT NULL DEFAULT 0;
INSERT INTO notes VALUES (1, 'first', 0);
INSERT INTO notes VALUES (2, 'second', 1);
INSERT INTO notes VALUES (3, 'third', 1);
