-- SPDX-FileCopyrightText: The Kith authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- An account's devices, seen and governed from each of them: the list of clients and its revocation (XEP-0494), tokens with which a new device
-- signs in once, what a session receives, and a place where two devices meet. See README.md. L1..L51 are the requirements of Kith's linking.

local datetime = require "prosody.util.datetime";
local st = require "prosody.util.stanza";
local throttle = require "prosody.util.throttle";

local xmlns_cam = "urn:xmpp:cam:0";
local xmlns_access = "urn:kith:access:0";
local xmlns_fast = "urn:xmpp:fast:0";

module:depends "sasl2_fast";

local clients = module:require "clients";
local answers = module:require "answers";
local tokens = module:require "tokens";
local services = module:require "services";
local relay = module:get_option_boolean("client_access_relay", true) and module:require "relay";

module:default_permissions("prosody:registered", { ":list-clients", ":manage-clients", ":link-clients" });

-- Announcing

module:hook("account-disco-info", function (event)
	for _, var in ipairs { xmlns_cam, xmlns_access, relay and relay.xmlns or nil } do
		event.reply:tag("feature", { var = var }):up();
	end
end);

-- Who is there

module:hook("authentication-success", function (event) clients.signed_in(event.session); end);

module:hook("resource-bind", function (event)
	clients.bound(event.session);
	services.attach(event.session); -- mod_detach brings sessions back with what they had
end);

module:hook("resource-unbind", function (event)
	clients.left(event.session);
	if relay then relay.close_of(event.session); end
end);

module:hook_global("c2s-session-updated", function (event)
	local session = event.session;
	if session.host ~= module.host then return; end
	clients.taken_up(session, event.from_session);
	services.attach(session);
end);

-- The list, and the end of access (XEP-0494)

local function refuse(event, kind, condition, text)
	event.origin.send(st.error_reply(event.stanza, kind, condition, text));
	return true;
end

module:hook("iq-get/self/" .. xmlns_cam .. ":list", function (event)
	if not module:may(":list-clients", event) then return refuse(event, "auth", "forbidden"); end
	local origin = event.origin;
	origin.send(answers.clients(event.stanza, origin, clients.list(origin.username), clients.public_id));
	return true;
end);

local function revoked()
	return { condition = "not-authorized", text = "The access of this device was taken away", extra = st.stanza("revoked", { xmlns = xmlns_access }) };
end

module:hook("iq-set/self/" .. xmlns_cam .. ":revoke", function (event)
	if not module:may(":manage-clients", event) then return refuse(event, "auth", "forbidden"); end
	local origin, stanza = event.origin, event.stanza;
	local username, wanted, client = origin.username, stanza.tags[1].attr.id, nil;
	for _, each in ipairs(clients.list(username)) do
		if each.id == wanted then client = each; end
	end
	if not client then return refuse(event, "cancel", "item-not-found", "No such client"); end

	-- First what could let it in again, then its sessions; who takes away his own is answered before.
	local ok = clients.forget(username, client);
	tokens.forget(username, client.key);
	local is_own = false;
	for _, session in ipairs(client.sessions) do
		if session == origin then
			is_own = true;
		else
			session:close(revoked());
		end
	end
	origin.log("info", "Took away the access of a client of %s (%d sessions)%s", username, #client.sessions, client.password and "; it knows the password" or "");
	if not ok then
		origin.send(st.error_reply(stanza, "wait", "internal-server-error", "Its tokens could not be taken away"));
	elseif client.password then
		origin.send(st.error_reply(stanza, "cancel", "service-unavailable", "This client knows the password"):tag("password-reset-required", { xmlns = xmlns_cam }));
	elseif client.certificate then
		origin.send(st.error_reply(stanza, "cancel", "service-unavailable", "This client has a certificate"));
	else
		origin.send(st.reply(stanza));
	end
	if is_own then origin:close(revoked()); end
	return true;
end);

-- What a session may ask for again and again, but not all the time

local asked = setmetatable({}, { __mode = "k" });

local function asks_too_often(session)
	asked[session] = asked[session] or throttle.create(6, 60);
	return not asked[session]:poll(1);
end

local function may_link(event)
	local state = event.origin.kith_access;
	-- What was granted can be taken back; it must not become a device.
	return module:may(":link-clients", event) and not (state and (state.auth == "grant" or state.auth == "anonymous"));
end

module:hook("iq-set/self/" .. xmlns_access .. ":link-token", function (event)
	local origin, stanza = event.origin, event.stanza;
	if not may_link(event) then return refuse(event, "auth", "forbidden"); end
	if asks_too_often(origin) then return refuse(event, "wait", "resource-constraint", "Not so fast"); end
	local mechanism = stanza.tags[1].attr.mechanism or "HT-SHA-256-EXPR";
	local token = tokens.issue(origin.username, clients.key_of(origin), mechanism);
	if not token then return refuse(event, "modify", "not-acceptable", "No token for this mechanism"); end
	origin.send(st.reply(stanza)
		:tag("link-token", { xmlns = xmlns_access, mechanism = mechanism })
		:tag("token", { xmlns = xmlns_fast, token = token.secret, expiry = datetime.datetime(math.floor(token.expires)) }));
	return true;
end);

if relay then
	module:hook("iq-set/self/" .. relay.xmlns .. ":rendezvous", function (event)
		local origin, stanza = event.origin, event.stanza;
		if not may_link(event) then return refuse(event, "auth", "forbidden"); end
		local request = stanza.tags[1];
		if request.attr.state == "gone" then
			relay.close_of(origin);
			origin.send(st.reply(stanza));
			return true;
		end
		if asks_too_often(origin) then return refuse(event, "wait", "resource-constraint", "Not so fast"); end
		local room, why = relay.open(origin, request.attr.place);
		if not room then return refuse(event, why == "bad-request" and "modify" or "cancel", why); end
		origin.send(st.reply(stanza):tag("rendezvous", { xmlns = relay.xmlns, place = room.place, seconds = ("%d"):format(relay.life) }));
		return true;
	end);
end

-- What a session receives

local function add_services(answer, session)
	answer:tag("services", { xmlns = xmlns_access });
	for _, word in ipairs(services.services_of(session) or {}) do answer:text_tag("service", word); end
	return answer:up();
end

module:hook("iq-get/self/" .. xmlns_access .. ":services", function (event)
	event.origin.send(add_services(st.reply(event.stanza), event.origin));
	return true;
end);

module:hook("iq-set/self/" .. xmlns_access .. ":services", function (event)
	local words = services.parse(event.stanza.tags[1]);
	if not words then return refuse(event, "modify", "bad-request", "At most 8 services, words such as _message_public"); end
	services.set(event.origin, words);
	event.origin.send(st.reply(event.stanza));
	return true;
end);

-- In Bind 2, so that nothing comes before it.
module:hook("advertise-bind-features", function (event)
	event.features:tag("feature", { var = xmlns_access }):up();
end);

module:hook("enable-bind-features", function (event)
	local request = event.request:get_child("services", xmlns_access);
	local words = request and services.parse(request);
	if not words then return; end
	services.set(event.session, words);
	add_services(event.result, event.session);
end);

function module.load()
	services.attach_all();
end

function module.unload()
	services.detach_all();
	if relay then relay.close_all(); end
end
