// Pages by docx, exceljs and SheetJS: node make_corpus.mjs PAGES.json (see make_corpus.py). Needs `npm install docx exceljs xlsx`.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
const require = createRequire(process.cwd() + "/");
const D = require("docx"), ExcelJS = require("exceljs"), XLSX = require("xlsx");

const paragraph = (text) => new D.Paragraph({ children: [new D.TextRun({ text, font: "仿宋_GB2312", size: 21 })] });
const table = (rows) => new D.Table({
  rows: rows.map((row) => new D.TableRow({
    children: row.map((cell) => new D.TableCell({
      columnSpan: cell.columns, rowSpan: cell.rows, children: cell.text.split("\n").map(paragraph),
    })),
  })),
});
const value = (text) => (/^[0-9]+$/.test(text) ? Number(text) : text);

for (const page of JSON.parse(readFileSync(process.argv[2], "utf8"))) {
  const children = page.blocks.map((block) => (typeof block === "string" ? paragraph(block) : table(block)));
  if (page.make.includes("docx")) {
    writeFileSync(`${page.folder}/npm-docx.docx`, await D.Packer.toBuffer(new D.Document({ sections: [{ children }] })));
  }
  const cells = [], merges = [];
  let top = 0;
  for (const block of page.placed) {
    if (typeof block === "string") { cells.push([top, 0, block]); merges.push([top, 0, top, 6]); top += 1; continue; }
    let height = 0;
    for (const [row, column, cell] of block) {
      cells.push([top + row, column, value(cell.text)]);
      if (cell.rows > 1 || cell.columns > 1) merges.push([top + row, column, top + row + cell.rows - 1, column + cell.columns - 1]);
      height = Math.max(height, row + cell.rows);
    }
    top += height;
  }
  if (page.make.includes("exceljs")) {
    const book = new ExcelJS.Workbook(), sheet = book.addWorksheet("填报表");
    for (const [row, column, text] of cells) {
      // half of the texts as rich text, as a sheet edited by hand has it
      const rich = typeof text === "string" && text.length > 40;
      sheet.getCell(row + 1, column + 1).value = rich
        ? { richText: [{ text: text.slice(0, 9), font: { bold: true } }, { text: text.slice(9) }] } : text;
    }
    for (const [r1, c1, r2, c2] of merges) sheet.mergeCells(r1 + 1, c1 + 1, r2 + 1, c2 + 1);
    await book.xlsx.writeFile(`${page.folder}/exceljs.xlsx`);
  }
  const sheet = {};
  for (const [row, column, text] of cells) {
    if (text !== "") sheet[XLSX.utils.encode_cell({ r: row, c: column })] = { t: typeof text === "number" ? "n" : "s", v: text };
  }
  sheet["!ref"] = `A1:${XLSX.utils.encode_cell({ r: top, c: 12 })}`;
  sheet["!merges"] = merges.map(([r1, c1, r2, c2]) => ({ s: { r: r1, c: c1 }, e: { r: r2, c: c2 } }));
  const book = { SheetNames: ["填报表"], Sheets: { 填报表: sheet } };
  for (const kind of ["xlsx", "xls", "ods", "fods", "html"]) {
    if (page.make.includes(`sheetjs.${kind}`)) {
      XLSX.writeFile(book, `${page.folder}/sheetjs.${kind}`, { bookType: kind === "xls" ? "biff8" : kind });
    }
  }
}
