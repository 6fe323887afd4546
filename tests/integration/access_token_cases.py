# SPDX-FileCopyrightText: The Kith authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Link tokens: a new device signs in without the password, once; and everything else that might be tried with one."""
import datetime
import time

from access_world import ACCESS, Client, EXPR, FAST, NONE, accepted, bare, condition, has, linked, refusal, refused, set_password, with_role
from module_runner import case, equal, expect
from module_world import q


def guess(server, user, token="secret-token:kith-link-wrong", **options):
    return refusal(lambda: Client(server, user).sign_in_with(token, **options))


@case()
def a_new_device_signs_in(server):
    a, = server.people(1)
    desk = Client(server, a, words=("Kith", "desk")).sign_in()
    token = desk.link_token()
    expect(len(token) - len("secret-token:kith-link-") >= 22, "less than 128 bits: %s" % token)
    left = datetime.datetime.strptime(desk.expiry, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.timezone.utc) - datetime.datetime.now(datetime.timezone.utc)
    expect(115 < left.total_seconds() <= 120, "lives for %s" % left)
    tablet = Client(server, a, words=("Kith", "tablet")).sign_in_with(token)
    expect(tablet.token and tablet.token != token, "no token of its own")
    expect(tablet.jid.startswith(bare(a) + "/"), "bound to %s" % tablet.jid)
    equal(tablet.entry().permission, "unrestricted", "permission")
    # its own token is like any other
    again = Client(server, a, tablet.agent).sign_in_with(tablet.token)
    equal(again.jid, tablet.jid, "address")
    # and it links the next
    equal(linked(server, again, "phone").entry().auth, ["fast"], "the next one")


@case()
def it_may_ask_for_its_token(server):
    a, = server.people(1)
    desk = Client(server, a).sign_in()
    tablet = Client(server, a).sign_in_with(desk.link_token(), payload="<request-token xmlns='%s' mechanism='%s'/>" % (FAST, NONE))
    again = Client(server, a, tablet.agent)
    again.sign_in_with(tablet.token, mechanism=NONE)


@case()
def it_works_once(server):
    a, = server.people(1)
    desk = Client(server, a).sign_in()
    token = desk.link_token()
    first = Client(server, a)
    first.sign_in_with(token)
    equal(guess(server, a, token), "not-authorized", "the second time")
    # by the same device, which would be a replay of what it said before, too
    equal(refusal(lambda: Client(server, a, first.agent).sign_in_with(token)), "not-authorized", "by the same device")
    first.settle()


@case("client_access_token_time = 3")
def it_expires(server):
    a, = server.people(1)
    desk = Client(server, a).sign_in()
    token = desk.link_token()
    time.sleep(3.1)
    equal(guess(server, a, token), "credentials-expired", "too late")
    late = desk.link_token()
    time.sleep(6.5)
    equal(guess(server, a, late), "not-authorized", "much too late: forgotten")
    linked(server, desk, "in time")


@case()
def three_wrong_tries_burn_it(server):
    a, = server.people(1)
    desk = Client(server, a).sign_in()
    token = desk.link_token()
    for _ in range(2):
        equal(guess(server, a), "not-authorized", "a wrong one")
    Client(server, a).sign_in_with(token)
    token = desk.link_token()
    for _ in range(3):
        equal(guess(server, a), "not-authorized", "a wrong one")
    equal(guess(server, a, token), "not-authorized", "the right one, burnt")
    server.wait_log("a link token of %s is burnt" % a)
    linked(server, desk, "the next one")


@case()
def a_device_with_a_stale_token_burns_nothing(server):
    """Its wrong tries are about its own token."""
    a, = server.people(1)
    desk = Client(server, a).sign_in()
    tablet = linked(server, desk, "tablet")
    token = desk.link_token()
    for _ in range(4):
        equal(refusal(lambda: Client(server, a, tablet.agent).sign_in_with("secret-token:fast-stale")), "not-authorized", "stale")
    Client(server, a).sign_in_with(token)


@case()
def it_is_for_one_account(server):
    a, b = server.people(2)
    token = Client(server, a).sign_in().link_token()
    equal(guess(server, b, token), "not-authorized", "another account")
    equal(refusal(lambda: Client(server, b).sign_in_with(token, user=a.upper(), mechanism=NONE)), "not-authorized", "without a binding")
    Client(server, b).sign_in_with(token, user=a)


@case()
def it_is_bound_to_the_connection(server):
    a, = server.people(1)
    desk = Client(server, a).sign_in()
    refused(desk.ask_link_token(NONE), "not-acceptable")
    refused(desk.ask_link_token("PLAIN"), "not-acceptable")
    token = desk.link_token()
    equal(guess(server, a, token, mechanism=NONE), "not-authorized", "unbound")
    # overheard on one connection, said on another
    heard = Client(server, a).token_request(token)
    other = Client(server, a)
    other.send(heard)
    expect(other.tag("failure", "urn:xmpp:sasl:2") is not None, "a proof of another connection")


@case("client_access_allow_unbound = true")
def unbound_where_that_is_allowed(server):
    a, = server.people(1)
    desk = Client(server, a).sign_in()
    Client(server, a).sign_in_with(desk.link_token(NONE), mechanism=NONE)
    equal(guess(server, a, desk.link_token(EXPR), mechanism=NONE), "not-authorized", "a bound one, unbound")


@case()
def not_everybody_may_ask(server):
    a, b, c = server.people(3)
    guest = Client(server, with_role(server, a, "prosody:guest")).sign_in()
    refused(guest.ask_link_token(), "forbidden")
    Client(server, b).sign_in()
    stranger = Client(server, c).sign_in()
    refused(stranger.iq("set", "<link-token xmlns='%s'/>" % ACCESS, bare(b)), "service-unavailable")
    # before signing in there is nothing to ask with
    nobody = Client(server, b)
    refused(nobody.iq("set", "<link-token xmlns='%s'/>" % ACCESS), "service-unavailable")


@case()
def asking_is_bounded(server):
    a, = server.people(1)
    desk = Client(server, a).sign_in()
    tokens = [desk.link_token() for _ in range(6)]
    equal(condition(desk.ask_link_token()), "resource-constraint", "the seventh in a minute")
    equal(guess(server, a, tokens[4]), "not-authorized", "an earlier one")
    Client(server, a).sign_in_with(tokens[5])
    many = [Client(server, a).sign_in() for _ in range(6)]
    tokens = [client.link_token() for client in many]
    equal(guess(server, a, tokens[0]), "not-authorized", "the oldest of too many")
    Client(server, a).sign_in_with(tokens[5])


@case()
def a_changed_password_burns_it(server):
    a, = server.people(1)
    desk = Client(server, a).sign_in()
    token = desk.link_token()
    set_password(desk, "another")
    equal(guess(server, a, token), "not-authorized", "after the change")


@case()
def it_is_written_nowhere(server):
    a, = server.people(1)
    desk = Client(server, a).sign_in()
    token = desk.link_token()
    equal(has(server.folder, token), [], "files with the token")
    Client(server, a).sign_in_with(token)
    equal(has(server.folder, token), [], "files with the token, used")


@case()
def without_an_id_nobody_is_linked(server):
    a, = server.people(1)
    token = Client(server, a).sign_in().link_token()
    client = Client(server, a)
    client.send(client.token_request(token, agent=""))
    failure = client.tag("failure", "urn:xmpp:sasl:2")
    expect(failure is not None, "let in")
    Client(server, a).sign_in_with(token)


@case('modules_enabled = { "fast_early_data" }')
def beside_early_data(server):
    a, = server.people(1)
    desk = Client(server, a).sign_in()
    tablet = linked(server, desk, "tablet")
    again = Client(server, a, tablet.agent)
    again.sign_in_with(tablet.token, attributes=" count='1'")
    equal(refusal(lambda: Client(server, a, tablet.agent).sign_in_with(again.token or tablet.token, attributes=" count='1'")), "not-authorized", "the same count twice")
    phone = Client(server, a)
    phone.sign_in_with(desk.link_token(), attributes=" count='1'")
    accepted(phone.clients_iq())
    expect(phone.features.find(".//" + q("fast", FAST)) is not None, "no tokens at all")
