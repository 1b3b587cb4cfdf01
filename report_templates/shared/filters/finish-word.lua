-- Runs after Quarto has rendered: what pandoc's Word files lack, put right as the embedded engine does.
-- Tables as wide as the text, with row headers, rows that belong together on one page, near lists, pictures in line
-- with their description.

local TEXT_WIDTH, PANDOC_WIDTH = 9070, 7920 -- twips
local LIST_STEP, LIST_HANGING = 340, 284
local KEPT_TOGETHER, MANY_COLUMNS = 9, 9
local PROPERTIES = { date = true, logo = true, subtitle = true }
local TABLE = '<w:tbl><w:tblPr><w:tblStyle w:val="Table" />'
local CELL = '<w:pStyle w:val="TableText" />'
local NARROW_CELL = '<w:pStyle w:val="NarrowTableText" />'
local SMALL_CELL = '<w:pStyle w:val="SmallTableText" />'
local LITTLE_WHITE = '<w:tblCellMar><w:left w:w="30" w:type="dxa" /><w:right w:w="30" w:type="dxa" /></w:tblCellMar><w:tblLook'
local NARROW, SMALL = "<!-- narrow table -->", "<!-- small table -->" -- behind a table whose longest words do not fit
local GAP = '<w:p><w:pPr><w:pStyle w:val="AfterTable"/></w:pPr></w:p>'
local KEPT_GAP = '<w:p><w:pPr><w:pStyle w:val="AfterTable"/><w:keepNext/></w:pPr></w:p>'
local NOTE = '<w:p><w:pPr><w:pStyle w:val="FigureNote" />'
local GOES_ON = '<w:vMerge w:val="continue" />' -- a cell that covers more than one row
local NUMBER = '<w:r><w:rPr><w:rStyle w:val="SectionNumber" /></w:rPr><w:t [^>]*>[^<]*</w:t></w:r><w:r><w:tab/></w:r>'

local function plain_replace(text, old, new)
  local found, at = {}, 1
  while true do
    local first, last = text:find(old, at, true)
    if not first then break end
    table.insert(found, text:sub(at, first - 1) .. new)
    at = last + 1
  end
  return table.concat(found) .. text:sub(at)
end

local function table_rows(xml)
  local rows = {}
  for row in xml:gmatch("<w:tr>.-</w:tr>") do table.insert(rows, row) end
  return rows
end

-- Of many columns, and where words would be broken, these are smaller, in the smallest size with less white beside them.
local function smaller(xml, mark)
  local _, columns = xml:gsub("<w:gridCol ", "")
  if columns < MANY_COLUMNS and mark ~= SMALL then
    return mark == NARROW and plain_replace(xml, CELL, NARROW_CELL) or xml
  end
  return (plain_replace(xml, CELL, SMALL_CELL):gsub("<w:tblLook", LITTLE_WHITE, 1))
end

-- Cells in their own style, a first column that heads its rows, and rows that belong together on one page.
local function finished_table(xml, noted, mark)
  xml = plain_replace(xml, '<w:pStyle w:val="Compact" />', CELL)
  xml = plain_replace(xml, "<w:p><w:pPr /></w:p>", "<w:p><w:pPr>" .. CELL .. "</w:pPr></w:p>")
  xml = plain_replace(xml, '<w:tblCaption w:val=" ', '<w:tblCaption w:val="')
  xml = xml:gsub('(<w:tblLook [^>]*w:firstColumn=")0("[^>]*w:val=")0020"', '%11%200A0"')
  local rows = table_rows(xml)
  local place = 0
  return smaller(xml:gsub("<w:tr>.-</w:tr>", function(row)
    place = place + 1
    local below = rows[place + 1]
    local kept = #rows <= KEPT_TOGETHER or row:find("<w:tblHeader", 1, true)
      or (below and below:find(GOES_ON, 1, true))
    if not below then kept = noted end
    return kept and plain_replace(row, CELL, CELL .. "<w:keepNext />") or row
  end), mark)
end

-- Every table in the style Table that holds no table itself, with the gap to its note.
local function finished_tables(xml)
  local found, at = {}, 1
  while true do
    local first, opened = xml:find(TABLE, at, true)
    if not first then break end
    local _, last = xml:find("</w:tbl>", opened, true)
    local inner = xml:find("<w:tbl>", opened, true)
    local whole = not (inner and inner < last)
    local upto = whole and last or opened
    local mark = whole and xml:match("^%s*(<!%-%- %l+ table %-%->)", last + 1)
    if mark then xml = xml:sub(1, last) .. xml:sub(last + 1):gsub("^%s*<!%-%- %l+ table %-%->", "", 1) end
    local between, gap = xml:match("^(%s*)(<w:p><w:pPr><w:pStyle [^>]*/></w:pPr></w:p>)", last + 1)
    local noted = whole and gap == GAP and xml:match("^%s*" .. NOTE:gsub("%p", "%%%0"), last + 1 + #between + #gap) ~= nil
    local part = xml:sub(first, upto)
    table.insert(found, xml:sub(at, first - 1) .. (whole and finished_table(part, noted, mark) or part))
    at = upto + 1
    if noted then
      table.insert(found, between .. KEPT_GAP)
      at = at + #between + #gap
    end
  end
  return table.concat(found) .. xml:sub(at)
end

-- A heading without a number before a tab does not hang.
local function headings(xml)
  local found, at = {}, 1
  while true do
    local first, last = xml:find('<w:p><w:pPr><w:pStyle w:val="Heading[1-6]" />', at)
    if not first then break end
    local plain = xml:sub(last + 1, last + 8) == "</w:pPr>" and not xml:match("^" .. NUMBER, last + 9)
    table.insert(found, xml:sub(at, last) .. (plain and '<w:ind w:left="0" w:firstLine="0" />' or ""))
    at = last + 1
  end
  return table.concat(found) .. xml:sub(at)
end

local function body(xml)
  xml = xml:gsub('(<wp:docPr descr=")([^"]*)(".-<pic:cNvPr descr=")[^"]*', "%1%2%3%2")
  xml = plain_replace(xml, "<wp:inline>", '<wp:inline distT="0" distB="0" distL="0" distR="0">')
  xml = xml:gsub('<w:gridCol w:w="(%d+)" />', function(width)
    return ('<w:gridCol w:w="%d" />'):format(tonumber(width) * TEXT_WIDTH // PANDOC_WIDTH)
  end)
  xml = xml:gsub("<w:tr>(<[^>]*>)", function(next_)
    if next_ ~= "<w:trPr>" then return "<w:tr><w:trPr><w:cantSplit /></w:trPr>" .. next_ end
  end)
  xml = plain_replace(xml, "<w:trPr><w:tblHeader", "<w:trPr><w:cantSplit /><w:tblHeader")
  return finished_tables(headings(xml))
end

local function lists(xml)
  return (xml:gsub('<w:ind w:left="(%d+)" w:hanging="%d+" />', function(left)
    return ('<w:ind w:left="%d" w:hanging="%d" />'):format(tonumber(left) // 720 * LIST_STEP, LIST_HANGING)
  end))
end

-- What Word lists as properties of the file: what the title page says, no settings of Quarto or front matter.
local function properties(xml)
  local count = 1
  return (xml:gsub('<property ([^>]*)pid="%d+" name="([^"]*)">(.-)</property>', function(format, name, value)
    if not PROPERTIES[name] then return "" end
    count = count + 1
    return ('<property %spid="%d" name="%s">%s</property>'):format(format, count, name, value)
  end))
end

-- Word is asked to fill in its fields where there are contents.
local function settings(xml)
  return plain_replace(xml, "<w:compat>", '<w:updateFields w:val="true" /><w:compat>')
end

-- What the file is called: title and subtitle, so that the reports of one study differ.
local function title(subtitle)
  return function(xml)
    return (xml:gsub("(<dc:title>[^<]*)", function(found) return subtitle and found .. ": " .. subtitle or found end))
  end
end

local function changes(parts)
  local subtitle = (parts["docProps/custom.xml"] or ""):match('name="subtitle"><vt:lpwstr>([^<]*)</vt:lpwstr>')
  local has_contents = parts["word/document.xml"]:find(" TOC \\o ", 1, true)
  return {
    ["word/document.xml"] = body, ["word/numbering.xml"] = lists, ["docProps/custom.xml"] = properties,
    ["docProps/core.xml"] = title(subtitle), ["word/settings.xml"] = has_contents and settings or nil,
  }
end

local function finish(name)
  local file = assert(io.open(name, "rb"))
  local archive = pandoc.zip.Archive(file:read("a"))
  file:close()
  local parts = {}
  for _, entry in ipairs(archive.entries) do
    if entry.path:match("%.xml$") then parts[entry.path] = entry:contents() end
  end
  local changed = changes(parts)
  for index, entry in ipairs(archive.entries) do
    local change = changed[entry.path]
    if change then archive.entries[index] = pandoc.zip.Entry(entry.path, change(entry:contents()), entry.modtime) end
  end
  file = assert(io.open(name, "wb"))
  assert(file:write(archive:bytestring()))
  assert(file:close())
end

for name in (os.getenv("QUARTO_PROJECT_OUTPUT_FILES") or ""):gmatch("[^\r\n]+") do
  if name:match("%.docx$") then finish(name) end
end
