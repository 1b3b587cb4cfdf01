-- Widths of table columns, as written or shared out by what the cells hold, as the embedded engine does:
-- no column narrower than its longest word; then the first takes what is left, or all share by what they lack.

local grid = require("table-grid")

local LINE = 453
local TEXT_SIZE = 10
local SMALLER, SMALLEST = 0.8, 0.65 -- of the size of table text, where its longest words do not fit the line
local PADDING = 13
local WIDEST_WISH = 190
local SHORT, LONG = 12, 1200
local LETTERS, WHITE = 1.6, 24 -- size on the page over that in Word; pixels beside the words of a cell

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

-- Texts of each column from top to bottom; a cell over several columns counts for none of them.
local function cell_texts(rows, count)
  local texts = {}
  for column = 1, count do texts[column] = {} end
  for _, cells in ipairs(grid.placed(rows, count)) do
    local line = {}
    for _, found in ipairs(cells) do
      if found.width == 1 then line[found.column] = found.text end
    end
    for column = 1, count do table.insert(texts[column], line[column] or "") end
  end
  return texts
end

local function all_texts(tbl)
  local rows = pandoc.List({})
  rows:extend(tbl.head.rows)
  for _, body in ipairs(tbl.bodies) do
    rows:extend(body.head)
    rows:extend(body.body)
  end
  return cell_texts(rows, #tbl.colspecs), #tbl.head.rows
end

local function least_widths(columns, heads)
  local least = {}
  for index, cells in ipairs(columns) do least[index] = longest_word(cells, heads) + PADDING end
  return least
end

-- What each column needs where cells are broken at every space, hyphen and slash.
local function broken_widths(columns)
  local broken = {}
  for index, cells in ipairs(columns) do
    broken[index] = PADDING
    for _, cell in ipairs(cells) do
      for piece in cell:gsub("[-/]", "%0 "):gmatch("[^ \n]+") do
        broken[index] = math.max(broken[index], width(piece, true) + PADDING)
      end
    end
  end
  return broken
end

-- Widths between the least and the most that together fill the line: each gets the same part of what it lacks.
local function grown(least, most)
  local part, widths = (LINE - sum(least)) / (sum(most) - sum(least)), {}
  for index, small in ipairs(least) do widths[index] = small + (most[index] - small) * part end
  return widths
end

local function shared(columns, heads)
  local least, wishes, headed = least_widths(columns, heads), {}, {}
  for index, cells in ipairs(columns) do
    wishes[index] = math.max(least[index], widest(cells, heads + 1, #cells, false) + PADDING)
    headed[index] = math.max(wishes[index], widest(cells, 1, heads, true) + PADDING)
  end
  if sum(headed) <= LINE then
    headed[1] = headed[1] + LINE - sum(headed)
    return headed
  end
  if sum(wishes) <= LINE then return grown(wishes, headed) end
  return sum(least) < LINE and grown(least, wishes) or least
end

local function written(text)
  local found = {}
  for share in (text or ""):gmatch("[%d.]+") do table.insert(found, tonumber(share)) end
  return #found > 0 and found or nil
end

-- A table as wide as the text, with a width for every column; `squeezed` says by how much it is too narrow.
local function with_widths(tbl)
  local texts, heads = all_texts(tbl)
  local own = written(tbl.attributes["tbl-colwidths"])
  local widths = own or shared(texts, heads)
  local total = own and 100 or sum(widths)
  tbl.colspecs = tbl.colspecs:map(function(spec) return { spec[1], 0 } end)
  for index, spec in ipairs(tbl.colspecs) do
    tbl.colspecs[index] = { spec[1], math.floor(widths[index] / total * 10000 + 0.5) / 10000 }
  end
  for _, cells in ipairs(texts) do
    for _, cell in ipairs(cells) do
      if utf8.len(cell) > LONG then tbl.attributes["long-cells"] = "true" end
    end
  end
  local needed = sum(least_widths(texts, heads))
  tbl.attributes["tbl-colwidths"] = nil
  tbl.attributes.squeezed = needed > LINE and ("%.2f"):format(LINE / needed) or nil
  return tbl
end

local function rem(least)
  local pixels = 0
  for _, found in ipairs(least) do pixels = pixels + (found - PADDING) * LETTERS + WHITE end
  return pixels / 16
end

local function first_that_holds(needed)
  for _, limit in ipairs(require("letter-widths").stacked_below) do
    if needed <= limit then return limit end
  end
end

-- Widths of columns where words are set that large.
local function at_size(least, size)
  local found = {}
  for index, width in ipairs(least) do found[index] = (width - PADDING) * size + PADDING end
  return found
end

-- How large the words of a table are set so that none is broken: 1, or a part of that.
local function size_that_fits(tbl)
  local least = least_widths(all_texts(tbl))
  for _, size in ipairs({ 1, SMALLER }) do
    if sum(at_size(least, size)) <= LINE then return size end
  end
  return SMALLEST
end

-- Width in rem below which the rows of a table of the page are stacked, and whether it is set smaller above that; nil where
-- it always scrolls instead.
local function stacked_below(tbl)
  local texts, heads = all_texts(tbl)
  local least, broken = least_widths(texts, heads), broken_widths(texts)
  for _, size in ipairs({ 1, SMALLER }) do
    for _, widths in ipairs({ least, broken }) do
      local found = first_that_holds(rem(at_size(widths, size)))
      if found then return found, size < 1 end
    end
  end
end

return { with_widths = with_widths, stacked_below = stacked_below, size_that_fits = size_that_fits, SMALLER = SMALLER }
