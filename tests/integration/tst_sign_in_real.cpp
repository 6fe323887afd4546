// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/app/server_test.h"

using namespace Qt::StringLiterals;
using test::Person;
using test::ServerKind;

/// Signing in to the real servers: each way that must work, and each that must not, with the sentence that the user gets.
class SignInReal : public test::ServerTest
{
    Q_OBJECT
private Q_SLOTS:
    void byPasswordDirectTls_data() { onBothServers(); }
    void byPasswordDirectTls();
    void byPasswordStartTls_data() { onBothServers(); }
    void byPasswordStartTls();
    void byTokenAfterRestart_data() { onBothServers(); }
    void byTokenAfterRestart();
    void classicServer();
    void wrongPassword_data() { onBothServers(); }
    void wrongPassword();
    void untrustedCertificate_data() { onBothServers(); }
    void untrustedCertificate();
    void expiredCertificate();
    void certificateForAnotherHost();
    void unknownDomainOnServer_data() { onBothServers(); }
    void unknownDomainOnServer();
    void nothingListens();
    void plainTextOnlyServer();
};

void SignInReal::byPasswordDirectTls()
{
    KITH_SERVER(server);
    const QString user = newUser(*server);
    Person anna;
    QCOMPARE(anna.signIn(*server, user, u"secret"_s), QString());
    QVERIFY(anna.waitOnline());
    const model::LoginReport report = anna.account()->lastLogin();
    QVERIFY(report.directTls);
    QVERIFY2(report.mechanism.startsWith(u"SCRAM-"), qPrintable(report.mechanism));
    QVERIFY2(report.mechanism.endsWith(u"-PLUS"), qPrintable(report.mechanism)); // both servers offer tls-exporter on TLS 1.3
    QCOMPARE(report.channelBinding, u"tls-exporter"_s);
    QCOMPARE(report.tlsVersion, u"TLSv1.3"_s);
}

void SignInReal::byPasswordStartTls()
{
    KITH_SERVER(server);
    const QString user = newUser(*server);
    Person anna;
    QCOMPARE(anna.signIn(*server, user, u"secret"_s, true), QString());
    QVERIFY(anna.waitOnline());
    QVERIFY(!anna.account()->lastLogin().directTls);
    QVERIFY(anna.account()->lastLogin().mechanism.startsWith(u"SCRAM-"));
}

void SignInReal::byTokenAfterRestart()
{
    KITH_SERVER(server);
    const QString user = newUser(*server);
    Person anna;
    QCOMPARE(anna.signIn(*server, user, u"secret"_s), QString());
    QVERIFY(anna.waitCaughtUp());
    anna.quit();
    anna.start();
    QVERIFY(anna.waitOnline());
    const model::LoginReport report = anna.account()->lastLogin();
    QVERIFY2(report.mechanism.startsWith(u"HT-SHA-256-"), qPrintable(report.mechanism));
    QCOMPARE(report.roundTrips, 1);
    QCOMPARE(report.rung, u"resume"_s); // by the token, and the session was kept (tst_ready_at_once: where it was not)
}

void SignInReal::classicServer()
{
    test::ServerOptions options;
    options.sasl2 = false;
    KITH_NEED_SERVER(server, ServerKind::Prosody, options);
    QVERIFY(server->addUser(u"anna"_s, u"secret"_s));
    Person anna;
    QCOMPARE(anna.signIn(*server, u"anna"_s, u"secret"_s), QString());
    QVERIFY(anna.waitOnline());
    QCOMPARE(anna.account()->lastLogin().rung, u"classic"_s);
}

void SignInReal::wrongPassword()
{
    KITH_SERVER(server);
    const QString user = newUser(*server);
    Person anna;
    const QString sentence = anna.signIn(*server, user, u"wrong"_s);
    QVERIFY(!sentence.isEmpty());
    QCOMPARE(anna.lastProblem().field, model::SignInField::Password);
    QVERIFY2(sentence.contains(u"password"_s), qPrintable(sentence));
    QVERIFY(anna.accounts().all().isEmpty()); // kept only when it worked
}

void SignInReal::untrustedCertificate()
{
    KITH_SERVER(server);
    const QString user = newUser(*server);
    Person anna;
    model::SignInRequest request;
    request.address = server->address(user);
    request.password = u"secret"_s;
    request.server = server->pin();
    const QString sentence = anna.signIn(request); // without --ca: the system's roots do not know it
    QVERIFY2(sentence.contains(u"certificate"_s), qPrintable(sentence));
}

void SignInReal::expiredCertificate()
{
    test::ServerOptions options;
    options.certificateDaysLeft = -1;
    KITH_NEED_SERVER(server, ServerKind::Prosody, options);
    QVERIFY(server->addUser(u"anna"_s, u"secret"_s));
    Person anna;
    const QString sentence = anna.signIn(*server, u"anna"_s, u"secret"_s);
    QVERIFY2(sentence.contains(u"not valid today"_s), qPrintable(sentence));
}

void SignInReal::certificateForAnotherHost()
{
    test::ServerOptions options;
    options.certificateDomain = u"another.example"_s;
    KITH_NEED_SERVER(server, ServerKind::Prosody, options);
    QVERIFY(server->addUser(u"anna"_s, u"secret"_s));
    Person anna;
    const QString sentence = anna.signIn(*server, u"anna"_s, u"secret"_s);
    QVERIFY2(sentence.contains(u"certificate"_s), qPrintable(sentence));
}

void SignInReal::unknownDomainOnServer()
{
    KITH_SERVER(server);
    Person anna;
    model::SignInRequest request;
    request.address = u"anna@nowhere.example"_s;
    request.password = u"secret"_s;
    request.server = server->pin();
    request.caFile = server->caFile();
    QVERIFY(!anna.signIn(request).isEmpty());
    QVERIFY(anna.accounts().all().isEmpty());
}

void SignInReal::nothingListens()
{
    Person anna;
    model::SignInRequest request;
    request.address = u"anna@kith.example"_s;
    request.password = u"secret"_s;
    request.server = u"127.0.0.1:1"_s;
    const QString sentence = anna.signIn(request);
    QVERIFY(!sentence.isEmpty());
    QCOMPARE(anna.lastProblem().field, model::SignInField::Server);
}

void SignInReal::plainTextOnlyServer()
{
    test::ServerOptions options;
    options.tls = false;
    KITH_NEED_SERVER(server, ServerKind::Prosody, options);
    QVERIFY(server->addUser(u"anna"_s, u"secret"_s));
    Person anna;
    const QString sentence = anna.signIn(*server, u"anna"_s, u"secret"_s, true);
    QVERIFY2(sentence.contains(u"encrypt"_s), qPrintable(sentence));
    QVERIFY(!server->log().contains(u"Authenticated as anna"_s));
}

QTEST_GUILESS_MAIN(SignInReal)
#include "tst_sign_in_real.moc"
