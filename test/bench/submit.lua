-- A birth registration with one paper, to a commune drawn anew each time.
-- TICKET: of a file already kept.  COMMUNES: codes, separated by blanks.
local communes = {}
for code in os.getenv("COMMUNES"):gmatch("%S+") do communes[#communes + 1] = code end
local body = [[{"procedure":"birth-registration","unit":"%s","channel":2,"form":{"child_name":"Trần Minh Thử %d","child_born":"2024-06-28","child_sex":"female","child_birth_place":"Bệnh viện mẫu","child_ethnic_group":"Kinh","child_home_town":"Hải Dương","mother_name":"Trần Thị Thử","mother_id":"000195000123","parents_married":"no","requester_relation":"mother","requester_phone":"0912345678"},"files":[{"component":"birth_certificate","ticket":"]]
local tail = os.getenv("TICKET") .. '"}]}'
local headers = { ["Content-Type"] = "application/json" }
local n, refused = 0, 0
request = function()
    n = n + 1
    return wrk.format("POST", "/api/command/dossier.submit", headers,
                      body:format(communes[math.random(#communes)], n) .. tail)
end
response = function(status) if status ~= 200 then refused = refused + 1 end end
