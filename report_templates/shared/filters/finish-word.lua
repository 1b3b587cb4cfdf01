-- Runs after Quarto has rendered: what pandoc's Word files lack, put right as the embedded engine does.
-- Tables as wide as the text and short ones on one page, near lists, pictures in line with their description.

local TEXT_WIDTH, PANDOC_WIDTH = 9070, 7920 -- twips
local LIST_STEP, LIST_HANGING = 340, 284
local KEPT_TOGETHER = 9
local PROPERTIES = { date = true, logo = true, subtitle = true }
local TABLE = '<w:tbl><w:tblPr><w:tblStyle w:val="Table" />'
local CELL = '<w:pStyle w:val="TableText" />'

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

local function finished_table(xml)
  xml = plain_replace(xml, '<w:pStyle w:val="Compact" />', CELL)
  local _, rows = xml:gsub("</w:tr>", "")
  if rows > KEPT_TOGETHER then return xml end
  local row = 0
  return (xml:gsub("<w:tr>.-</w:tr>", function(found)
    row = row + 1
    return row < rows and plain_replace(found, CELL, CELL .. "<w:keepNext />") or found
  end))
end

-- Every table in the style Table that holds no table itself.
local function finished_tables(xml)
  local found, at = {}, 1
  while true do
    local first, opened = xml:find(TABLE, at, true)
    if not first then break end
    local _, last = xml:find("</w:tbl>", opened, true)
    local inner = xml:find("<w:tbl>", opened, true)
    local upto = (inner and inner < last) and opened or last
    local part = xml:sub(first, upto)
    table.insert(found, xml:sub(at, first - 1) .. (upto == last and finished_table(part) or part))
    at = upto + 1
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
  return finished_tables(plain_replace(xml, "<w:trPr><w:tblHeader", "<w:trPr><w:cantSplit /><w:tblHeader"))
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

local CHANGES = {
  ["word/document.xml"] = body, ["word/numbering.xml"] = lists, ["docProps/custom.xml"] = properties,
}

local function finish(name)
  local file = assert(io.open(name, "rb"))
  local archive = pandoc.zip.Archive(file:read("a"))
  file:close()
  for index, entry in ipairs(archive.entries) do
    local change = CHANGES[entry.path]
    if change then archive.entries[index] = pandoc.zip.Entry(entry.path, change(entry:contents()), entry.modtime) end
  end
  file = assert(io.open(name, "wb"))
  assert(file:write(archive:bytestring()))
  assert(file:close())
end

for name in (os.getenv("QUARTO_PROJECT_OUTPUT_FILES") or ""):gmatch("[^\r\n]+") do
  if name:match("%.docx$") then finish(name) end
end
