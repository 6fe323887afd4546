-- SPDX-FileCopyrightText: The Kith authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Who has access to an account: a record of each program that named itself at sign-in, the tokens of XEP-0484, the sessions that live or
-- sleep, and what was granted by mod_tokenauth; all of one program in one place. The program's id is never kept, only its hash.

local base64 = require "prosody.util.encodings".base64;
local hashes = require "prosody.util.hashes";
local id = require "prosody.util.id";
local modulemanager = require "prosody.core.modulemanager";
local time = require "prosody.util.time";
local usermanager = require "prosody.core.usermanager";
local valid_utf8 = require "prosody.util.encodings".utf8.valid;

local remember = module:get_option_period("client_access_remember", "90 days");
local max_records = module:get_option_integer("client_access_max_records", 100, 1); -- of one account
local granularity = 600; -- seconds between two notes of the same client that say nothing new
local max_text = 100; -- octets of what a program says of itself

local records = module:open_store("client_access");
local fast_tokens = module:open_store("fast_tokens"); -- mod_sasl2_fast's
local fast_token = module:open_store("fast_tokens", "map");
local host_sessions = prosody.hosts[module.host].sessions;

-- Signed in, but not bound yet: in no table of Prosody's.
local unbound = setmetatable({}, { __mode = "k" });

-- The key of the ids that are given out. Kept, so that a client has the same id for ever.
local function load_secret()
	local stored = records:get(nil);
	if stored and stored.secret then return stored.secret; end
	local secret = id.long();
	if not records:set(nil, { secret = secret }) then module:log("error", "Could not store the key of the clients' ids: they change with each start"); end
	return secret;
end
local secret;

-- Says nothing about what it was made of, and nothing that can be compared between accounts.
local function public_id(username, key)
	secret = secret or load_secret();
	local digest = hashes.hmac_sha256(secret, username .. "\0" .. key):sub(1, 16);
	return (base64.encode(digest):gsub("[+/=]", { ["+"] = "-", ["/"] = "_", ["="] = "" }));
end

-- A client is known by the hash that mod_sasl2_fast files its tokens under; a session that named no client, by its address.
local function key_of(session)
	if session.client_id then return hashes.sha256(session.client_id, true); end
	return "resource\0" .. (session.resource or "");
end

local function shorten(text)
	text = text and text:gsub("%c", " "):sub(1, max_text);
	while text and not valid_utf8(text) do text = text:sub(1, -2); end
	return text ~= "" and text or nil;
end

local function auth_kind(handler)
	local mechanism = handler and handler.selected;
	if not mechanism then return nil; end
	if handler.fast or mechanism:find("^HT%-") then return "fast"; end
	return ({ OAUTHBEARER = "grant", EXTERNAL = "certificate", ANONYMOUS = "anonymous" })[mechanism] or "password";
end

local function password_change(username)
	local info = usermanager.get_account_info(username, module.host);
	return info and info.password_updated;
end

-- key -> times, of the tokens that are good
local function good_tokens(username, changed)
	local found, now = {}, time.now();
	for name, token in pairs(fast_tokens:get(username) or {}) do
		local key = type(name) == "string" and name:match("^(%x+)%-%l+$");
		if key and token.expires_at >= now and not (changed and token.issued_at < changed) then
			local entry = found[key] or { first = token.issued_at, last = token.issued_at };
			entry.first, entry.last = math.min(entry.first, token.issued_at), math.max(entry.last, token.issued_at);
			found[key] = entry;
		end
	end
	return found;
end

local function sessions_of(username)
	local found = {};
	for _, session in pairs(host_sessions[username] and host_sessions[username].sessions or {}) do table.insert(found, session); end
	for session in pairs(unbound) do
		if session.username == username and not session.resource and not session.destroyed then table.insert(found, session); end
	end
	return found;
end

-- XEP-0494, privacy considerations: what is old and opens nothing any more is forgotten.
local function prune(username, all, keep)
	local tokens, live, dead = good_tokens(username, password_change(username)), {}, {};
	for _, session in ipairs(sessions_of(username)) do live[key_of(session)] = true; end
	local count = 0;
	for key, record in pairs(all) do
		count = count + 1;
		if key ~= keep and not tokens[key] and not live[key] then table.insert(dead, { key = key, last = record.last }); end
	end
	table.sort(dead, function (a, b) return a.last < b.last; end);
	for _, record in ipairs(dead) do
		if count > max_records or os.time() - record.last > remember then
			all[record.key] = nil;
			count = count - 1;
		end
	end
end

-- When somebody was there last. A restart of the server makes a detached session fall asleep anew.
local function last_heard(session)
	local detached = session.kith_detach and session.kith_detach.since;
	return session.hibernating and math.floor(detached or session.hibernating) or os.time();
end

local function note(session, is_leaving)
	local state, username = session.kith_access, session.username;
	if not state or not state.auth or not session.client_id then return; end
	local all, key, now = records:get(username) or {}, key_of(session), os.time();
	local old = all[key];
	if is_leaving and not old then return; end -- revoked
	if is_leaving then now = math.max(old.last, last_heard(session)); end
	local used_password = state.auth == "password" and not is_leaving;
	local record = {
		first = old and old.first or now, last = now, password = used_password and now or old and old.password,
		certificate = state.auth == "certificate" or old and old.certificate or nil,
		software = state.software or old and old.software, device = state.device or old and old.device,
		resource = session.resource or old and old.resource, linked_by = state.linked_by or old and old.linked_by,
	};
	local is_news = not old or now - old.last >= granularity or used_password and old.password ~= now;
	for _, field in ipairs { "software", "device", "resource", "linked_by", "certificate" } do
		is_news = is_news or old[field] ~= record[field];
	end
	if not is_news then return; end
	all[key] = record;
	prune(username, all, key);
	local ok, err = records:set(username, all);
	if not ok then module:log("error", "Could not note a client of %s: %s", username, err); end
end

local function signed_in(session)
	local handler = session.sasl_handler;
	local agent = handler and handler.user_agent or {};
	session.kith_access = session.kith_access or {};
	local state = session.kith_access;
	state.auth = auth_kind(handler);
	state.software, state.device = shorten(agent.software), shorten(agent.device);
	state.linked_by, session.kith_linked_by = session.kith_linked_by, nil;
	if not session.resource then unbound[session] = true; end
	note(session);
end

local function bound(session)
	unbound[session] = nil;
	if session.conn then note(session); end -- without: mod_detach brings it back after a restart
end

-- Who is at the other end of a session that was resumed is who resumed it.
local function taken_up(session, from)
	session.client_id = from.client_id;
	if from.kith_access and from.kith_access.auth then
		session.kith_access = session.kith_access or {};
		for _, field in ipairs { "auth", "software", "device", "linked_by" } do session.kith_access[field] = from.kith_access[field]; end
	end
end

local function add_grants(username, add)
	local tokenauth = modulemanager.get_module(module.host, "tokenauth");
	for grant_id, grant in pairs(tokenauth and tokenauth.get_user_grants(username) or {}) do
		local entry = add("grant\0" .. grant_id);
		local roles = {};
		for _, token in pairs(grant.tokens or {}) do roles[token.role or ""] = true; end
		entry.type, entry.grant, entry.grant_id, entry.roles = "access", true, grant_id, roles;
		entry.first, entry.last = grant.created, grant.accessed or grant.created;
		entry.software = shorten(grant.data and grant.data.oauth2_client and grant.data.oauth2_client.name);
	end
end

-- All clients of an account, the last seen first: { key, id, type, first, last, password, fast, certificate, grant, software, device, resource, linked_by, sessions }
local function list(username)
	local now, changed = os.time(), password_change(username);
	local by_key, found = {}, {};
	local function add(key)
		by_key[key] = by_key[key] or { key = key, id = public_id(username, key), type = "session", sessions = {} };
		return by_key[key];
	end
	for key, record in pairs(records:get(username) or {}) do
		local client = add(key);
		for field, value in pairs(record) do client[field] = value; end
		client.password = record.password and not (changed and record.password < changed);
	end
	for key, times in pairs(good_tokens(username, changed)) do
		local client = add(key);
		client.fast = true;
		client.first = math.min(client.first or times.first, times.first);
		client.last = math.max(client.last or times.last, times.last);
	end
	for _, session in ipairs(sessions_of(username)) do
		local client, state = add(key_of(session)), session.kith_access or {};
		table.insert(client.sessions, session);
		local since = session.conntime or now;
		client.first = client.first or since;
		client.last = math.max(client.last or 0, last_heard(session));
		client.software, client.device = client.software or state.software, client.device or state.device;
		if state.auth == nil or state.auth == "password" then client.password = true; end -- nil: from before this module came
		if state.auth == "certificate" then client.certificate = true; end
	end
	add_grants(username, add);
	for _, client in pairs(by_key) do
		if client.password or client.fast or client.certificate or client.grant or client.sessions[1] then table.insert(found, client); end
	end
	table.sort(found, function (a, b)
		if a.last ~= b.last then return a.last > b.last; end
		return a.id < b.id;
	end);
	return found;
end

-- Takes away all that can be taken away. False: the storage failed.
local function forget(username, client)
	local ok = true;
	if client.grant_id then
		local tokenauth = modulemanager.get_module(module.host, "tokenauth");
		ok = tokenauth and tokenauth.revoke_grant(username, client.grant_id) or false;
	else
		local held = fast_tokens:get(username) or {};
		for _, suffix in ipairs { "-new", "-cur" } do
			if held[client.key .. suffix] then ok = fast_token:set(username, client.key .. suffix, nil) and ok; end
		end
		local all = records:get(username);
		if all and all[client.key] and not client.password and not client.certificate then
			all[client.key] = nil;
			ok = records:set(username, all) and ok;
		end
	end
	return ok;
end

return {
	signed_in = signed_in, bound = bound, left = function (session) note(session, true); end, taken_up = taken_up,
	list = list, forget = forget, key_of = key_of, public_id = public_id,
};
