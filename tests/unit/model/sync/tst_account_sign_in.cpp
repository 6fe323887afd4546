// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/model/sync/sync_fixture.h"

#include <QSignalSpy>

using namespace Qt::StringLiterals;
using namespace model;
using net::TransportErrorKind;

class AccountSignInTest : public QObject
{
    Q_OBJECT
    struct Outcome {
        Account *account = nullptr;
        std::optional<SignInProblem> problem;
    };
    static Outcome attempt(SyncFixture &f, const SignInRequest &request)
    {
        Outcome outcome;
        SignInAttempt *tried = f.accounts->signIn(request);
        QObject::connect(tried, &SignInAttempt::succeeded, tried, [&](Account *account) { outcome.account = account; });
        QObject::connect(tried, &SignInAttempt::failed, tried, [&](const SignInProblem &problem) { outcome.problem = problem; });
        (void)SyncFixture::waitFor([&] { return outcome.account || outcome.problem; });
        return outcome;
    }

private Q_SLOTS:
    void worksAndIsKept()
    {
        SyncFixture f;
        QSignalSpy added(f.accounts.get(), &Accounts::added);
        const Outcome outcome = attempt(f, SyncFixture::anna());
        QVERIFY(outcome.account);
        QCOMPARE(added.count(), 1);
        QCOMPARE(outcome.account->jid().toString(), u"anna@example.net"_s);
        QCOMPARE(f.account(), outcome.account);
        QVERIFY(f.waitCaughtUp());
        QCOMPARE(f.server.dials, 1); // the session that signed in is the one that stays
        f.restart();
        QVERIFY(f.waitCaughtUp());
        QCOMPARE(f.server.binds + f.server.resumes, 2); // signed in again by itself
        QVERIFY(f.account()->secretStorage().contains(u"file"_s));
    }
    void inputIsCheckedBeforeAnyNetwork()
    {
        SyncFixture f;
        SignInRequest request = SyncFixture::anna();
        request.address = u"anna"_s;
        const Outcome outcome = attempt(f, request);
        QVERIFY(outcome.problem);
        QCOMPARE(outcome.problem->field, SignInField::Address);
        QCOMPARE(f.server.dials, 0);
    }
    void wrongPassword()
    {
        SyncFixture f;
        SignInRequest request = SyncFixture::anna();
        request.password = u"wrong"_s;
        const Outcome outcome = attempt(f, request);
        QVERIFY(outcome.problem);
        QCOMPARE(outcome.problem->field, SignInField::Password);
        QVERIFY(!outcome.problem->sentence.isEmpty());
        f.flush();
        QVERIFY(!f.account());
        QVERIFY(f.store->read().accounts.all().empty());
        // The right one, right after.
        QVERIFY(f.signIn());
    }
    void unknownHost()
    {
        SyncFixture f;
        f.server.refusal = TransportErrorKind::HostNotFound;
        const Outcome outcome = attempt(f, SyncFixture::anna());
        QVERIFY(outcome.problem);
        QCOMPARE(outcome.problem->field, SignInField::Address);
    }
    void pinnedServerRefuses()
    {
        SyncFixture f;
        f.server.refusal = TransportErrorKind::ConnectionRefused;
        SignInRequest request = SyncFixture::anna();
        request.server = u"127.0.0.1:1"_s;
        const Outcome outcome = attempt(f, request);
        QVERIFY(outcome.problem);
        QCOMPARE(outcome.problem->field, SignInField::Server);
    }
    void twiceTheSame()
    {
        SyncFixture f;
        QVERIFY(f.signIn());
        const Outcome outcome = attempt(f, SyncFixture::anna());
        QVERIFY(outcome.problem);
        QCOMPARE(outcome.problem->field, SignInField::Address);
        QCOMPARE(f.accounts->all().size(), 1);
    }
    void cancelLeavesNothing()
    {
        SyncFixture f;
        SignInAttempt *tried = f.accounts->signIn(SyncFixture::anna());
        QSignalSpy succeeded(tried, &SignInAttempt::succeeded);
        QSignalSpy failed(tried, &SignInAttempt::failed);
        QSignalSpy gone(tried, &QObject::destroyed);
        tried->cancel();
        QVERIFY(SyncFixture::waitFor([&] { return gone.count() == 1; }));
        f.flush();
        QCOMPARE(succeeded.count() + failed.count(), 0);
        QVERIFY(f.store->read().accounts.all().empty());
    }
    void anotherProxyIsUsedAtOnce()
    {
        SyncFixture f;
        f.settings->set(Setting::ProxyKind, u"none"_s);
        QVERIFY(f.signIn());
        QCOMPARE(f.server.lastDial.proxy.type(), QNetworkProxy::NoProxy);
        QCOMPARE(f.server.dials, 1);
        f.settings->set(Setting::ProxyHost, u"proxy.example.org"_s); // names no proxy by itself
        f.flush();
        QCOMPARE(f.server.dials, 1);
        f.settings->set(Setting::ProxyPort, 9050);
        f.settings->set(Setting::ProxyKind, u"socks5"_s);
        QVERIFY(SyncFixture::waitFor([&] { return f.server.resumes == 1; }));
        QVERIFY(f.waitCaughtUp());
        QCOMPARE(f.server.dials, 2);
        QCOMPARE(f.server.lastDial.proxy, QNetworkProxy(QNetworkProxy::Socks5Proxy, u"proxy.example.org"_s, 9050));
        // Whoever is offline stays so, and takes the new way next time.
        f.account()->goOffline();
        f.settings->set(Setting::ProxyKind, u"http"_s);
        f.flush();
        QCOMPARE(f.server.dials, 2);
        f.account()->connectNow();
        QVERIFY(f.waitCaughtUp());
        QCOMPARE(f.server.lastDial.proxy.type(), QNetworkProxy::HttpProxy);
    }
    void aProxyOfTheSystemForTheWebIsNotTaken()
    {
        qputenv("http_proxy", "http://127.0.0.1:9");
        SyncFixture f;
        QVERIFY(f.signIn());
        qunsetenv("http_proxy");
        QCOMPARE(f.server.lastDial.proxy.type(), QNetworkProxy::NoProxy);
    }
    void commandLineAdd()
    {
        SyncFixture f;
        const auto id = f.accounts->add(SyncFixture::anna());
        QVERIFY(id.has_value());
        QCOMPARE(f.server.dials, 0);
        f.restart();
        QVERIFY(f.waitCaughtUp());
        SignInRequest bad = SyncFixture::anna();
        bad.server = u"a:b:c"_s;
        const auto problem = f.accounts->add(bad);
        QVERIFY(!problem);
        QCOMPARE(problem.error().field, SignInField::Server);
    }
    void passwordChangedMeanwhile()
    {
        SyncFixture f;
        QVERIFY(f.signIn());
        f.server.password = u"new"_s;
        f.restart();
        QVERIFY(SyncFixture::waitFor([&] { return f.account()->status().needsPassword; }));
        QCOMPARE(f.account()->status().kind, ConnectionKind::Offline);
        QVERIFY(!f.account()->status().problem.isEmpty());
        f.account()->setPassword(u"new"_s);
        QVERIFY(f.waitCaughtUp());
        f.restart();
        QVERIFY(f.waitCaughtUp());
    }
    void withoutSecretTheUserIsAsked()
    {
        SyncFixture f;
        QVERIFY(f.signIn());
        f.secrets->remove(u"anna@example.net"_s);
        f.restart();
        QVERIFY(SyncFixture::waitFor([&] { return f.account()->status().needsPassword; }));
        QCOMPARE(f.server.dials, 1);
    }
    void signOutForgets()
    {
        SyncFixture f;
        QVERIFY(f.signIn());
        QSignalSpy removed(f.accounts.get(), &Accounts::removed);
        f.accounts->signOut(f.account()->id(), true);
        QCOMPARE(removed.count(), 1);
        QVERIFY(!f.account());
        f.flush();
        QVERIFY(f.store->read().accounts.all().empty());
        QVERIFY(!QFile::exists(f.dir.filePath(u"secrets.json"_s)));
        QVERIFY(!f.server.isConnected());
        QVERIFY(f.signIn()); // and back
    }
    void offlineUntilAskedFor()
    {
        SyncFixture f;
        QVERIFY(f.signIn());
        f.account()->goOffline();
        QCOMPARE(f.account()->status().kind, ConnectionKind::Offline);
        f.flush();
        f.restart();
        f.flush();
        QCOMPARE(f.account()->status().kind, ConnectionKind::Offline);
        QCOMPARE(f.server.dials, 1);
        f.account()->connectNow();
        QVERIFY(f.waitCaughtUp());
    }
    void shutDownDetaches()
    {
        SyncFixture f;
        QVERIFY(f.signIn());
        bool done = false;
        f.accounts->shutDown([&] { done = true; });
        QVERIFY(SyncFixture::waitFor([&] { return done; }));
        f.server.settle();
        QVERIFY(!f.server.isConnected());
    }
};

QTEST_GUILESS_MAIN(AccountSignInTest)
#include "tst_account_sign_in.moc"
