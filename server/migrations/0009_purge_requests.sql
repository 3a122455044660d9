-- What a purge is to erase may be a request to the redress desk: encounter, or redress. The identifier stays where it was.
ALTER TABLE purge_item ADD COLUMN kind TEXT NOT NULL DEFAULT 'encounter';
