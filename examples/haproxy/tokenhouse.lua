-- http-request lua.tokenhouse URL: lets the request through as Tokenhouse says, or answers it with the refusal.

-- For one try; HAProxy makes up to four.
local TIMEOUT_MS = 2000

-- What the API behind is told of the caller, and what the caller is told of a refusal.
local IDENTITY = {
  "x-auth-request-user", "x-auth-request-name", "x-auth-request-email", "x-auth-request-groups",
  "x-auth-request-scopes", "x-auth-request-token-id", "x-auth-request-project",
}
local REFUSAL = {
  "www-authenticate", "content-type", "cache-control", "retry-after", "ratelimit", "ratelimit-policy", "x-request-id",
}

-- HAProxy counts the values of a header from 0, its HTTP client takes them from 1.
local function values_of(headers, name)
  local values = {}
  for index, value in pairs(headers[name] or {}) do values[index + 1] = value end
  return values
end

local function first_of(headers, name)
  return headers[name] and headers[name][0]
end

local function question_for(txn)
  local headers = txn.http:req_get_headers()
  local question = {
    ["x-forwarded-for"] = { txn.f:src() },
    ["x-forwarded-method"] = { txn.f:method() },
    ["x-forwarded-uri"] = { txn.f:pathq() },
    ["x-forwarded-host"] = { first_of(headers, "host") or "" },
  }
  for _, name in ipairs({ "authorization", "user-agent" }) do
    local values = values_of(headers, name)
    if #values > 0 then question[name] = values end
  end
  return question
end

local function refuse(txn, answer)
  local reply = txn:reply({ status = answer.status, body = answer.body })
  for _, name in ipairs(REFUSAL) do
    local value = first_of(answer.headers, name)
    if value then reply:add_header(name, value) end
  end
  txn:done(reply)
end

core.register_action("tokenhouse", { "http-req" }, function(txn, url)
  local client = core.httpclient()
  local asked, answer = pcall(client.get, client, { url = url, headers = question_for(txn), timeout = TIMEOUT_MS })
  if not asked or not answer or not answer.headers or (answer.status or 0) < 200 then
    txn:done(txn:reply({ status = 503, headers = { ["retry-after"] = { "1" } } }))
  elseif answer.status == 200 then
    for _, name in ipairs(IDENTITY) do
      txn.http:req_set_header(name, first_of(answer.headers, name) or "")
    end
  else
    refuse(txn, answer)
  end
end, 1)
