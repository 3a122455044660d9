-- By what a call goes: device, hook or mail.
ALTER TABLE call ADD COLUMN way TEXT NOT NULL DEFAULT 'hook';
UPDATE call SET way = 'device' WHERE subscription IS NOT NULL;
