// The listing as a JavaScript programmer writes it with exceljs' streaming writer:
//   node rows.js CONNINFO TABLE OUT      (modules from NODE_PATH)
const ExcelJS = require('exceljs');
const { Client, types } = require('pg');
const QueryStream = require('pg-query-stream');

const columns = ['region', 'office', 'unit', 'supervisor', 'caseworker', 'intake_id', 'intake_type',
  'received', 'response', 'case_id', 'child_id', 'child', 'age', 'due', 'extended', 'seen', 'hours',
  'days', 'filed', 'why'];
const stamps = new Set(['received', 'due', 'seen']);

types.setTypeParser(1114, (text) => new Date(`${text.replace(' ', 'T')}Z`)); // timestamp
types.setTypeParser(1082, (text) => new Date(`${text}T00:00:00Z`)); // date
types.setTypeParser(1700, Number); // numeric

async function main([conninfo, table, out]) {
  const parts = Object.fromEntries(conninfo.split(' ').map((part) => part.split('=')));
  const client = new Client({
    host: parts.host, port: Number(parts.port), database: parts.dbname, user: parts.user,
  });
  await client.connect();
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: out, useStyles: true });
  const sheet = book.addWorksheet('Rows', { views: [{ state: 'frozen', xSplit: 2, ySplit: 1 }] });
  sheet.columns = columns.map((key) => ({
    header: key,
    key,
    style: stamps.has(key) ? { numFmt: 'mm/dd/yyyy hh:mm' } : key === 'filed' ? { numFmt: 'mm/dd/yyyy' } : {},
  }));
  sheet.autoFilter = { from: 'A1', to: 'T1' };
  const query = new QueryStream(`select ${columns.join(', ')} from ${table} order by row_no`, [],
    { batchSize: 5000 });
  for await (const row of client.query(query)) sheet.addRow(row).commit();
  await sheet.commit();
  await book.commit();
  await client.end();
}

main(process.argv.slice(2)).catch((error) => {
  console.error(error.message);
  process.exit(1);
});
