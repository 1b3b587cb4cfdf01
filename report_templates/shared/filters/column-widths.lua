-- Widths of table columns, as written or shared out by what the cells hold, as the embedded engine does:
-- no column narrower than its longest word; then the first takes what is left, or all share by what they ask.

local parts = require("quarto-parts")

local LINE = 453
local TEXT_SIZE = 10
local PADDING = 13
local WIDEST_WISH = 190
local SHORT = 12

local function width(text, bold)
  local letters = require("letter-widths")
  local advances, total = bold and letters.bold or letters.regular, 0
  for _, code in utf8.codes(text) do total = total + (advances[code] or advances[0]) end
  return total * TEXT_SIZE / letters.units
end

-- Pieces that stay on one line: split at spaces, after a slash, after a hyphen ("95%-marge" stays whole).
local function pieces(text)
  local found, piece, before = {}, "", ""
  for _, code in utf8.codes(text) do
    local letter = utf8.char(code)
    if letter == " " or letter == "\n" then
      table.insert(found, piece)
      piece = ""
    else
      piece = piece .. letter
      if letter == "/" or (letter == "-" and before ~= "" and before ~= "%") then
        table.insert(found, piece)
        piece = ""
      end
    end
    before = letter
  end
  table.insert(found, piece)
  return found
end

local function longest_word(cells, heads)
  local longest = 0
  for index, cell in ipairs(cells) do
    local whole = index > heads and utf8.len(cell) <= SHORT
    for _, piece in ipairs(whole and { cell } or pieces(cell)) do
      longest = math.max(longest, width(piece, index <= heads))
    end
  end
  return longest
end

local function widest(cells, first, last, bold)
  local found = 0
  for index = first, last do found = math.max(found, width(cells[index], bold)) end
  return math.min(found, WIDEST_WISH)
end

local function sum(values)
  local total = 0
  for _, value in ipairs(values) do total = total + value end
  return total
end

local function shared(columns, heads)
  local least, wishes, headed = {}, {}, {}
  for index, cells in ipairs(columns) do
    least[index] = longest_word(cells, heads) + PADDING
    wishes[index] = math.max(least[index], widest(cells, heads + 1, #cells, false) + PADDING)
    headed[index] = math.max(wishes[index], widest(cells, 1, heads, true) + PADDING)
  end
  if sum(headed) <= LINE then wishes = headed end
  local widths, spare = {}, LINE - sum(wishes)
  for index = 1, #columns do
    if spare >= 0 then
      widths[index] = wishes[index] + (index == 1 and spare or 0)
    elseif sum(least) >= LINE then
      widths[index] = least[index]
    else
      local part = (LINE - sum(least)) / (sum(wishes) - sum(least))
      widths[index] = least[index] + (wishes[index] - least[index]) * part
    end
  end
  return widths
end

-- The words of a cell, footnotes left out: its paragraphs and items with a space between them.
local function cell_words(blocks)
  local found = pandoc.List({})
  local function add(block) found:insert(parts.words(pandoc.Blocks({ block }))) end
  local kept = pandoc.Div(blocks):walk({ Note = function() return {} end })
  kept:walk({ traverse = "topdown", Para = add, Plain = add, Header = add, CodeBlock = add })
  return table.concat(found, " ")
end

-- Texts of each column from top to bottom; a cell over several columns counts for none of them.
local function cell_texts(rows, count)
  local texts, below = {}, {}
  for column = 1, count do texts[column], below[column] = {}, 0 end
  for _, row in ipairs(rows) do
    local line, column = {}, 1
    local taken = {}
    for place = 1, count do
      taken[place] = below[place] > 0
      below[place] = math.max(0, below[place] - 1)
    end
    for _, cell in ipairs(row.cells) do
      while taken[column] do column = column + 1 end
      line[column] = cell.col_span == 1 and cell_words(cell.contents) or ""
      for _ = 1, cell.col_span do
        below[column] = cell.row_span - 1
        column = column + 1
        while taken[column] do column = column + 1 end
      end
    end
    for place = 1, count do table.insert(texts[place], line[place] or "") end
  end
  return texts
end

local function written(text)
  local found = {}
  for share in (text or ""):gmatch("[%d.]+") do table.insert(found, tonumber(share)) end
  return #found > 0 and found or nil
end

-- A table as wide as the text, with a width for every column.
return function(tbl)
  local rows = pandoc.List({})
  rows:extend(tbl.head.rows)
  for _, body in ipairs(tbl.bodies) do
    rows:extend(body.head)
    rows:extend(body.body)
  end
  local own = written(tbl.attributes["tbl-colwidths"])
  local widths = own or shared(cell_texts(rows, #tbl.colspecs), #tbl.head.rows)
  local total = own and 100 or sum(widths)
  tbl.colspecs = tbl.colspecs:map(function(spec) return { spec[1], 0 } end)
  for index, spec in ipairs(tbl.colspecs) do
    tbl.colspecs[index] = { spec[1], math.floor(widths[index] / total * 10000 + 0.5) / 10000 }
  end
  tbl.attributes["tbl-colwidths"] = nil
  return tbl
end
