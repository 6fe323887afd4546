-- SPDX-FileCopyrightText: The Kith authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- Logins inside TLS early data (XEP-0484 0.2.0, tls-0rtt): a port for what a TLS terminator on this machine has decrypted,
-- and a count for each token that only rises, because early data can be recorded and sent again. See README.md.

module:set_global();

local cache = require "util.cache";
local portmanager = require "core.portmanager";
local sha256 = require "util.hashes".sha256;

local xmlns_fast = "urn:xmpp:fast:0";
local xmlns_sasl2 = "urn:xmpp:sasl:2";

local terminated = setmetatable({}, { __mode = "k" });

-- The terminator's port: ordinary client connections, only that TLS has been taken off already.
local listener = {};

function listener.onconnect(conn)
	local c2s = portmanager.get_service("c2s");
	if not c2s then
		module:log("error", "There is no c2s service to pass a connection to");
		conn:close();
		return;
	end
	terminated[conn] = true;
	conn:setlistener(c2s.listener);
	return c2s.listener.onconnect(conn);
end

function listener.onincoming(conn, data)
	return portmanager.get_service("c2s").listener.onincoming(conn, data);
end

-- private: without c2s_terminated_interfaces it listens on the loopback only.
module:provides("net", {
	name = "c2s_terminated";
	listener = listener;
	private = true;
	default_ports = {};
});

function module.add_host(module)
	module:depends("sasl2_fast");

	local tokens = module:open_store("fast_tokens", "map"); -- mod_sasl2_fast's
	local counts = module:open_store("fast_counts", "map");
	-- In memory as well: of two copies that come at once, neither may pass while the other is being written.
	local recent = cache.new(module:get_option_integer("fast_early_data_cache_size", 4096, 16));

	-- Before anybody asks whether the connection is safe enough for what they offer.
	module:hook("stream-features", function (event)
		local session = event.origin;
		if terminated[session.conn] and not session.secure then
			session.secure = true;
		end
	end, 10000);

	-- After mod_sasl2_fast has made its element.
	module:hook("advertise-sasl-features", function (event)
		local fast = event.features:get_child("fast", xmlns_fast);
		if fast and terminated[event.origin.conn] then
			fast.attr["tls-0rtt"] = "true";
		end
	end, -100);

	local function refuse(session, username, why, condition)
		session.log("warn", "audit: token login of %s@%s from %s refused: %s", username, module.host, session.ip or "unknown", why);
		module:fire_event("fast-early-data/refused", { session = session; username = username; reason = why });
		return nil, condition or "not-authorized";
	end

	-- True, or nil and a condition. The token has been proven.
	local function count_login(session, username, client_id, count)
		if not count and not terminated[session.conn] then
			return true; -- Prosody's own TLS reads no early data
		end
		local client = sha256(client_id, true);
		local token = tokens:get(username, client.."-cur"); -- whichever was used, mod_sasl2_fast has just made it the current one
		if not token then
			return refuse(session, username, "the token is gone");
		end
		local token_id, key = sha256(token.secret, true), username.."\0"..client;
		local known = recent:get(key) or counts:get(username, client);
		local last = known and known.token == token_id and known.count or 0;
		if not count then
			return refuse(session, username, "no count, although the login may have come as early data");
		elseif count <= last then
			return refuse(session, username, ("count %d is not higher than %d: sent again?"):format(count, last));
		end
		local now = { token = token_id; count = count };
		recent:set(key, now);
		if not counts:set(username, client, now) then
			return refuse(session, username, "the count could not be stored", "temporary-auth-failure");
		end
		return true;
	end

	-- Between mod_sasl2_fast (100), which chooses its handler, and mod_sasl2 (0), which asks it.
	module:hook_tag(xmlns_sasl2, "authenticate", function (session, auth)
		local fast, handler = auth:get_child("fast", xmlns_fast), session.sasl_handler;
		if not fast or not handler or not handler.fast then return; end
		local count = tonumber((fast.attr.count or ""):match("^%d+$"));
		if count and (count < 1 or count > 2^53) then count = nil; end
		local proves = handler.profile.ht_sha_256;
		handler.profile.ht_sha_256 = function (mechanism, username, client_id, hash, binding, invalidate)
			local proven, name, response, rotation = proves(mechanism, username, client_id, hash, binding, invalidate);
			if not proven then return proven, name; end
			if not invalidate then -- that one works once only: the token is gone
				local ok, condition = count_login(session, username, client_id, count);
				if not ok then return nil, condition; end
			end
			return proven, name, response, rotation;
		end
	end, 99);
end
