-- What checks of meaning took for a staged outcome, as JSON by check; null where it was put to none.
ALTER TABLE outcome ADD COLUMN meaning TEXT;
