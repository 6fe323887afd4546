// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/sync/sign_in_check.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace model;

Q_DECLARE_METATYPE(model::SignInField)
Q_DECLARE_METATYPE(net::SessionErrorKind)
Q_DECLARE_METATYPE(net::TransportErrorKind)

class SignInCheckTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void address_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<QString>("understood"); // empty: a problem of the address field
        QTest::newRow("plain") << u"anna@example.org"_s << u"anna@example.org"_s;
        QTest::newRow("spaces around") << u"  anna@example.org "_s << u"anna@example.org"_s;
        QTest::newRow("capitals") << u"Anna@Example.ORG"_s << u"anna@example.org"_s;
        QTest::newRow("link") << u"xmpp:anna@example.org?message"_s << u"anna@example.org"_s;
        QTest::newRow("resource dropped") << u"anna@example.org/desk"_s << u"anna@example.org"_s;
        QTest::newRow("nothing") << QString() << QString();
        QTest::newRow("no name") << u"example.org"_s << QString();
        QTest::newRow("no name but @") << u"@example.org"_s << QString();
        QTest::newRow("space inside") << u"an na@example.org"_s << QString();
        QTest::newRow("no server") << u"anna@"_s << QString();
    }
    void address()
    {
        QFETCH(QString, typed);
        QFETCH(QString, understood);
        const auto checked = checkSignIn({typed, u"secret"_s, {}, false, {}});
        if (understood.isEmpty()) {
            QVERIFY(!checked);
            QCOMPARE(checked.error().field, SignInField::Address);
            QVERIFY(!checked.error().sentence.isEmpty());
        } else {
            QVERIFY(checked.has_value());
            QCOMPARE(checked->jid.toString(), understood);
        }
    }
    void server_data()
    {
        QTest::addColumn<QString>("typed");
        QTest::addColumn<bool>("startTls");
        QTest::addColumn<QString>("host"); // null: a problem of the server field
        QTest::addColumn<int>("port");
        QTest::newRow("none") << QString() << false << u""_s << 0;
        QTest::newRow("host") << u"xmpp.example.org"_s << false << u"xmpp.example.org"_s << 5223;
        QTest::newRow("host starttls") << u"xmpp.example.org"_s << true << u"xmpp.example.org"_s << 5222;
        QTest::newRow("port") << u"127.0.0.1:15223"_s << false << u"127.0.0.1"_s << 15223;
        QTest::newRow("v6") << u"[::1]"_s << false << u"::1"_s << 5223;
        QTest::newRow("v6 port") << u"[::1]:443"_s << false << u"::1"_s << 443;
        QTest::newRow("v6 without brackets") << u"::1"_s << false << QString() << 0;
        QTest::newRow("port zero") << u"h:0"_s << false << QString() << 0;
        QTest::newRow("port too big") << u"h:65536"_s << false << QString() << 0;
        QTest::newRow("port word") << u"h:xmpp"_s << false << QString() << 0;
        QTest::newRow("port missing") << u"h:"_s << false << QString() << 0;
        QTest::newRow("v6 port missing") << u"[::1]:"_s << false << QString() << 0;
        QTest::newRow("v6 unfinished") << u"[::1"_s << false << QString() << 0;
        QTest::newRow("address") << u"anna@example.org"_s << false << QString() << 0;
        QTest::newRow("url") << u"https://example.org/"_s << false << QString() << 0;
        QTest::newRow("space") << u"a b"_s << false << QString() << 0;
    }
    void server()
    {
        QFETCH(QString, typed);
        QFETCH(bool, startTls);
        QFETCH(QString, host);
        QFETCH(int, port);
        const auto checked = checkSignIn({u"a@b.example"_s, u"secret"_s, typed, startTls, {}});
        if (host.isNull()) {
            QVERIFY(!checked);
            QCOMPARE(checked.error().field, SignInField::Server);
        } else {
            QVERIFY(checked.has_value());
            QCOMPARE(checked->host, host);
            QCOMPARE(int(checked->port), port);
        }
    }
    void passwordAndFile()
    {
        const auto empty = checkSignIn({u"a@b.example"_s, {}, {}, false, {}});
        QVERIFY(!empty);
        QCOMPARE(empty.error().field, SignInField::Password);
        QTemporaryDir dir;
        const auto missing = checkSignIn({u"a@b.example"_s, u"x"_s, {}, false, dir.filePath(u"ca.pem"_s)});
        QVERIFY(!missing);
        QCOMPARE(missing.error().field, SignInField::Server);
        QFile file(dir.filePath(u"ca.pem"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(checkSignIn({u"a@b.example"_s, u"x"_s, {}, false, file.fileName()}).has_value());
    }
    void problems_data()
    {
        using S = net::SessionErrorKind;
        using T = net::TransportErrorKind;
        QTest::addColumn<net::SessionErrorKind>("kind");
        QTest::addColumn<net::TransportErrorKind>("transport");
        QTest::addColumn<bool>("pinned");
        QTest::addColumn<model::SignInField>("field");
        QTest::newRow("wrong password") << S::WrongPassword << T::RemoteClosed << false << SignInField::Password;
        QTest::newRow("no password") << S::NoPassword << T::RemoteClosed << false << SignInField::Password;
        QTest::newRow("disabled") << S::AccountDisabled << T::RemoteClosed << false << SignInField::Address;
        QTest::newRow("domain not here") << S::HostUnknown << T::RemoteClosed << false << SignInField::Address;
        QTest::newRow("no encryption") << S::EncryptionUnavailable << T::RemoteClosed << false << SignInField::Server;
        QTest::newRow("host not found") << S::Transport << T::HostNotFound << false << SignInField::Address;
        QTest::newRow("pinned host not found") << S::Transport << T::HostNotFound << true << SignInField::Server;
        QTest::newRow("refused") << S::Transport << T::ConnectionRefused << false << SignInField::None;
        QTest::newRow("pinned refused") << S::Transport << T::ConnectionRefused << true << SignInField::Server;
        QTest::newRow("certificate") << S::Transport << T::CertificateExpired << true << SignInField::Server;
        QTest::newRow("ca file") << S::Transport << T::CertificateFileUnreadable << false << SignInField::Server;
        QTest::newRow("no network") << S::Transport << T::NetworkUnreachable << true << SignInField::None;
    }
    void problems()
    {
        QFETCH(net::SessionErrorKind, kind);
        QFETCH(net::TransportErrorKind, transport);
        QFETCH(bool, pinned);
        QFETCH(model::SignInField, field);
        net::SessionError error{kind, std::nullopt, u"outer"_s};
        if (kind == net::SessionErrorKind::Transport)
            error.transport = net::TransportError{transport, u"inner"_s};
        const SignInProblem problem = toSignInProblem(error, pinned);
        QCOMPARE(problem.field, field);
        QVERIFY(!problem.sentence.isEmpty());
        QVERIFY(problem.detail.contains(u"outer"_s));
        QCOMPARE(problem.detail.contains(u"inner"_s), kind == net::SessionErrorKind::Transport);
    }
};

QTEST_GUILESS_MAIN(SignInCheckTest)
#include "tst_sign_in_check.moc"
