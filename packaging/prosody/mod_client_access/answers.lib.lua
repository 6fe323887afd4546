-- SPDX-FileCopyrightText: The Kith authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- The list of clients as XEP-0494 writes it, with what Kith adds to it in its own namespace.

local datetime = require "prosody.util.datetime";
local st = require "prosody.util.stanza";
local usermanager = require "prosody.core.usermanager";

local xmlns_cam = "urn:xmpp:cam:0";
local xmlns_access = "urn:kith:access:0";

local function stamp(seconds)
	return datetime.datetime(math.floor(seconds));
end

-- XEP-0494 knows three kinds. A role that may govern the account's clients is bound by nothing that is meant there.
local function status_of_role(role)
	if role and role:may(module.name .. ":manage-clients") then return "unrestricted"; end
	return role and role.name ~= "prosody:guest" and "normal" or "restricted";
end

-- The best of what any of its sessions or tokens may.
local function permission(client, account_role)
	local ranks, best = { restricted = 1, normal = 2, unrestricted = 3 }, "restricted";
	local function consider(role)
		local status = status_of_role(role);
		if ranks[status] > ranks[best] then best = status; end
	end
	if client.password or client.fast or client.certificate then consider(account_role); end
	for _, session in ipairs(client.sessions) do consider(session.role); end
	for name in pairs(client.roles or {}) do consider(usermanager.get_role_by_name(name, module.host)); end
	return best;
end

local function add_session(answer, session, origin)
	local state = not session.hibernating and "connected" or session.kith_detach and session.kith_detach.since and "detached" or "hibernating";
	answer:tag("session", { xmlns = xmlns_access, resource = session.resource, state = state, self = session == origin and "true" or nil }):up();
end

local function add_client(answer, client, origin, account_role, public_id)
	answer:tag("client", { id = client.id, type = client.type, connected = client.sessions[1] and "true" or "false" })
		:text_tag("first-seen", stamp(client.first))
		:text_tag("last-seen", stamp(client.last));
	answer:tag("auth");
	for _, kind in ipairs { "password", "grant", "fast" } do
		if client[kind] then answer:tag(kind):up(); end
	end
	if client.certificate then answer:tag("certificate", { xmlns = xmlns_access }):up(); end
	answer:up();
	answer:tag("permission", { status = permission(client, account_role) }):up();
	if client.software or client.device then
		answer:tag("user-agent");
		if client.software then answer:text_tag("software", client.software); end
		if client.device then answer:text_tag("device", client.device); end
		answer:up();
	end
	for _, session in ipairs(client.sessions) do add_session(answer, session, origin); end
	if not client.sessions[1] and client.resource then
		answer:tag("session", { xmlns = xmlns_access, resource = client.resource, state = "ended" }):up();
	end
	if client.linked_by then answer:tag("linked", { xmlns = xmlns_access, by = public_id(origin.username, client.linked_by) }):up(); end
	answer:up();
end

-- The answer to <list/>.
local function clients(stanza, origin, found, public_id)
	local answer = st.reply(stanza):tag("clients", { xmlns = xmlns_cam });
	local account_role = usermanager.get_user_role(origin.username, module.host);
	for _, client in ipairs(found) do add_client(answer, client, origin, account_role, public_id); end
	return answer;
end

return { clients = clients };
