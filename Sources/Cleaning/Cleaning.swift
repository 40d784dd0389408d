// Cleaning: are the fields of records what they should be, and how would they be written properly?
//
//   RecordCleaner    problems of a row, and the row in its normal form       Records/
//   ColumnRoles      which column holds what, by its header                  Records/
//   EmailSyntax      RFC 5321 and 5322 as they are practised                 Fields/
//   PostalRegions    postal codes against states and provinces               Fields/
//   RegionNames      states and provinces by name and by code                Fields/
//   NameForm         names in one case and one Unicode form                  Fields/
//   LicenceRules     formats of licence numbers from a file of rules         Fields/
//
// Pure: values in, problems and values out. Telephones, postal codes and addresses are read by Listings' recognisers.
