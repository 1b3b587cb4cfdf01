-- Where the cells of a table stand, and which of them are headers: cells may cover columns and rows.

local parts = require("quarto-parts")

local grid = {}

-- The words of a cell, footnotes left out: its paragraphs and items with a space between them.
local function cell_words(blocks)
  local found = pandoc.List({})
  local function add(block) found:insert(parts.words(pandoc.Blocks({ block }))) end
  local kept = pandoc.Div(blocks):walk({ Note = function() return {} end })
  kept:walk({ traverse = "topdown", Para = add, Plain = add, Header = add, CodeBlock = add })
  return table.concat(found, " ")
end

-- The cells of each row of a table of `count` columns, with their place.
function grid.placed(rows, count)
  local found, below = {}, {}
  for column = 1, count do below[column] = 0 end
  for _, row in ipairs(rows) do
    local cells, taken, column = {}, {}, 1
    for place = 1, count do
      taken[place] = below[place] > 0
      below[place] = math.max(0, below[place] - 1)
    end
    for index, cell in ipairs(row.cells) do
      while taken[column] do column = column + 1 end
      table.insert(cells, {
        index = index, column = column, width = cell.col_span, height = cell.row_span, text = cell_words(cell.contents),
      })
      for _ = 1, cell.col_span do
        below[column] = cell.row_span - 1
        column = column + 1
        while taken[column] do column = column + 1 end
      end
    end
    table.insert(found, cells)
  end
  return found
end

-- Columns whose cells head their row: as many as the first head cell covers; none in a table without head.
function grid.stub_columns(tbl)
  local row = tbl.head.rows[1]
  return row and row.cells[1] and row.cells[1].col_span or 0
end

-- What stands above each column, from the widest head cell down: "2022 (n = 79): %".
function grid.column_labels(tbl)
  local labels, count = {}, #tbl.colspecs
  for column = 1, count do labels[column] = "" end
  for _, cells in ipairs(grid.placed(tbl.head.rows, count)) do
    for _, cell in ipairs(cells) do
      for column = cell.column, cell.column + cell.width - 1 do
        local before = labels[column]
        if cell.text ~= "" then labels[column] = before == "" and cell.text or before .. ": " .. cell.text end
      end
    end
  end
  return labels
end

return grid
