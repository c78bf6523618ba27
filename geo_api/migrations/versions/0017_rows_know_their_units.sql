-- Which communes and hamlets a row lies in, of layers that officials see in their own units alone; NULL: nobody asked yet.
ALTER TABLE feature ADD COLUMN units bigint[];
ALTER TABLE address_point ADD COLUMN units bigint[];
