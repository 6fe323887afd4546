-- SPDX-FileCopyrightText: The Kith authors
-- SPDX-License-Identifier: GPL-3.0-or-later
--
-- XEP-0509 Initial Authentication Pipelining 0.2.0: the features before login get a version. A client that logs in with
-- features that it remembers names the version it remembers, and is sent back, at no cost to token or password, when they
-- have changed. See README.md.

local base64 = require "util.encodings".base64;
local sha256 = require "util.hashes".sha256;
local st = require "util.stanza";

local xmlns_iap = "urn:xmpp:iap:0";
local xmlns_sasl = "urn:ietf:params:xml:ns:xmpp-sasl";
local xmlns_sasl2 = "urn:xmpp:sasl:2";
local scheme = "opaque";

module:depends "sasl2";

-- The same for the same offer: Prosody lists mechanisms and attributes in whatever order its tables have them today.
local function canonical(element)
	local attributes, children = {}, {};
	for name, value in pairs(element.attr) do
		attributes[#attributes + 1] = ("%s=%q"):format(name, value);
	end
	for _, child in ipairs(element) do
		children[#children + 1] = st.is_stanza(child) and canonical(child) or ("%q"):format(child);
	end
	table.sort(attributes);
	table.sort(children);
	return ("<%s %s>%s</>"):format(element.name, table.concat(attributes, " "), table.concat(children));
end

-- After everybody else: what is offered later is not in the version.
module:hook("stream-features", function (event)
	local session, features = event.origin, event.features;
	if session.type ~= "c2s_unauthed" or not features:get_child("authentication", xmlns_sasl2) then return; end
	session.config_version = base64.encode(sha256(canonical(features)):sub(1, 18));
	features:tag("config-version", { xmlns = xmlns_iap; scheme = scheme; value = session.config_version }):up();
end, -10000);

-- Before everybody else: bind request, token and password stay untouched, and nothing counts as a failed login.
module:hook_tag(xmlns_sasl2, "authenticate", function (session, auth)
	local named = auth:get_child("config-version", xmlns_iap);
	if not named or (named.attr.value == session.config_version and (named.attr.scheme or scheme) == scheme) then return; end
	session.log("debug", "The client remembers other features than ours of today");
	session.send(st.stanza("failure", { xmlns = xmlns_sasl2 })
		:tag("aborted", { xmlns = xmlns_sasl }):up()
		:tag("config-version-mismatch", { xmlns = xmlns_iap }):up()
		:text_tag("text", "Configuration version mismatch"));
	return true;
end, 10000);
