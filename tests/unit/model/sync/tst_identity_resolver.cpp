// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/identity_resolver.h"
#include "tests/support/model/temp_store.h"

using namespace Qt::StringLiterals;
using namespace model;
using test::TempStore;

/// L1, L5: whatever client acted, the UI shows the person.
class IdentityResolverTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<TempStore> m_store;
    std::unique_ptr<IdentityResolver> m_resolver;

    void contact(AccountId account, const QString &address, const QString &name)
    {
        m_store->run([=](StoreSession &s) {
            Contact c;
            c.account = account;
            c.jid = net::Jid::fromString(address);
            c.name = name;
            s.contacts.upsert(c);
        });
    }
    static QString text(const Identity &i)
    {
        static const char *const kKinds[] = {"unknown", "person", "self", "room", "occupant"};
        QString line = u"%1 %2 '%3'"_s.arg(QString::fromLatin1(kKinds[int(i.kind)]), i.address.toString(), i.name);
        for (const auto &[label, value] : {std::pair(u" device="_s, i.device), {u" room="_s, i.room.toString()}, {u" gateway="_s, i.gateway}, {u" foreign="_s, i.foreign}})
            line += value.isEmpty() ? QString() : label + value;
        return line;
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_store = std::make_unique<TempStore>();
        const AccountId account = m_store->account();
        contact(account, u"bert@example.org"_s, u"Bert"_s);
        contact(account, u"irc.example.org"_s, {});
        contact(account, u"carl\\40libera@irc.example.org"_s, u"Carl"_s);
        m_store->run([account](StoreSession &s) {
            s.accounts.setProfile(account, u"Anna"_s, {});
            DeviceEntry own, gone;
            own.id = u"loc-1"_s;
            own.since = own.entered = TempStore::at(0);
            own.resource = u"Kith~1"_s;
            s.devices.ensureOwn(account, own);
            gone = own;
            gone.id = u"loc-2"_s;
            gone.resource = u"Kith~2"_s;
            gone.unlinked = UnlinkWish{TempStore::at(1), u"loc-1"_s, false};
            (void)s.devices.heard(account, {gone}, false, TempStore::at(0));
        });
        m_resolver = std::make_unique<IdentityResolver>(*m_store->store, account, net::Jid::fromString(u"anna@example.org"), [](const net::Jid &occupant) -> std::optional<net::Jid> {
            if (occupant.bare().toString() != u"room@chat.example.org")
                return {};
            if (occupant.resource() == u"bertie")
                return net::Jid::fromString(u"bert@example.org");
            if (occupant.resource() == u"me")
                return net::Jid::fromString(u"anna@example.org");
            return net::Jid();
        });
    }
    void cleanupTestCase()
    {
        m_resolver.reset();
        m_store.reset();
    }

    void resolves_data()
    {
        QTest::addColumn<QString>("address");
        QTest::addColumn<QString>("identity");
        QTest::newRow("bare") << u"bert@example.org"_s << u"person bert@example.org 'Bert'"_s;
        QTest::newRow("location") << u"bert@example.org/phone"_s << u"person bert@example.org 'Bert'"_s;
        QTest::newRow("other spelling") << u"Bert@Example.org/phone"_s << u"person bert@example.org 'Bert'"_s;
        QTest::newRow("stranger") << u"eve@evil.example/x"_s << u"person eve@evil.example 'eve'"_s;
        QTest::newRow("server") << u"example.net"_s << u"person example.net 'example.net'"_s;
        QTest::newRow("own") << u"anna@example.org"_s << u"self anna@example.org 'Anna'"_s;
        QTest::newRow("own device by its session") << u"anna@example.org/Kith~1"_s << u"self anna@example.org 'Anna' device=loc-1"_s;
        QTest::newRow("own device by its id") << u"loc-1"_s << u"self anna@example.org 'Anna' device=loc-1"_s;
        QTest::newRow("another program of ours") << u"anna@example.org/dino"_s << u"self anna@example.org 'Anna'"_s;
        QTest::newRow("occupant who is known") << u"room@chat.example.org/bertie"_s << u"person bert@example.org 'Bert' room=room@chat.example.org"_s;
        QTest::newRow("ourselves in a room") << u"room@chat.example.org/me"_s << u"self anna@example.org 'Anna' room=room@chat.example.org"_s;
        QTest::newRow("occupant who is not") << u"room@chat.example.org/mask"_s << u"occupant room@chat.example.org/mask 'mask' room=room@chat.example.org"_s;
        QTest::newRow("a room") << u"room@chat.example.org"_s << u"room room@chat.example.org 'room' room=room@chat.example.org"_s;
        QTest::newRow("at a gateway, listed") << u"carl\\40libera@irc.example.org/x"_s << u"person carl\\40libera@irc.example.org 'Carl' gateway=irc.example.org foreign=carl@libera"_s;
        QTest::newRow("at a gateway, not listed") << u"dora%libera@irc.example.org"_s << u"person dora%libera@irc.example.org 'dora@libera' gateway=irc.example.org foreign=dora@libera"_s;
        QTest::newRow("the gateway itself") << u"irc.example.org"_s << u"person irc.example.org 'irc.example.org'"_s;
        QTest::newRow("nothing") << u""_s << u"unknown  ''"_s;
        QTest::newRow("no address") << u"a b@c"_s << u"unknown  ''"_s;
    }
    void resolves()
    {
        QFETCH(QString, address);
        QTEST(text(m_resolver->resolve(address)), "identity");
    }

    void andBack()
    {
        QCOMPARE(m_resolver->devicesOfSelf(), QList{net::Jid::fromString(u"anna@example.org/Kith~1")});
    }
};

QTEST_GUILESS_MAIN(IdentityResolverTest)
#include "tst_identity_resolver.moc"
