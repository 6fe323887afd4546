// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
// The words of the Linked devices page and of linking.
#include "ui/devices/device_text.h"
#include "ui/devices/link_text.h"
#include "ui/sign_in/link_code_edit.h"

#include <QApplication>
#include <QSet>
#include <QTest>

using namespace Qt::StringLiterals;
using model::Device;
using model::DeviceOutcome;
using model::DeviceReason;
using model::DeviceState;
using model::LinkFailure;
using model::Service;
using model::ServiceFilter;
using model::UnlinkHow;
using ui::DeviceText;
using ui::LinkText;

namespace {

const QDateTime kNow(QDate(2026, 5, 9), QTime(12, 5), Qt::UTC); // a Saturday
const QLocale kEnglish(QLocale::English, QLocale::UnitedKingdom);

template<class T>
void know(model::Fact<T> &fact, const T &value)
{
    fact = {value, model::FactSource::LinksNode, kNow};
}

Device kith(const QString &name)
{
    Device device;
    device.key = device.id = u"k1"_s;
    know(device.name, name);
    know(device.software, u"Kith"_s);
    know(device.version, u"0.1"_s);
    know(device.system, u"Debian"_s);
    know(device.signsInWith, model::SignsInWith::Token);
    know(device.receives, ServiceFilter());
    know(device.linkedSince, kNow.addDays(-3));
    know(device.state, DeviceState::Connected);
    return device;
}

} // namespace

class DeviceTextsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void readsAsOneSentence();
    void saysHowLongAgo_data();
    void saysHowLongAgo();
    void saysSinceWhenItIsDetached_data();
    void saysSinceWhenItIsDetached();
    void aClaimIsNoState();
    void callsForAttentionInWords();
    void namesWhatHasNoName();
    void showsNoTrickOfLetters();
    void saysWhatItReceives_data();
    void saysWhatItReceives();
    void saysWhatUnlinkingDoes_data();
    void saysWhatUnlinkingDoes();
    void saysWhatBecameOfIt();
    void saysWhatServersCanDoOnce();
    void everyFailureHasCauseAndAdvice();
    void everyStateHasWords();
    void saysAloudHowAccessIsGiven();
    void countsDown_data();
    void countsDown();
    void saysHowMuchHistory();
    void spellsTheCode();
    void everyPasswordAnswerHasAdvice();
    void takesCodesAsPeopleTypeThem_data();
    void takesCodesAsPeopleTypeThem();
    void keepsTheCursor();
};

void DeviceTextsTest::readsAsOneSentence()
{
    Device device = kith(u"Anna's desk"_s);
    device.isThis = true;
    QCOMPARE(DeviceText::sentence(device, kNow, kEnglish),
        u"Anna's desk, This device, Kith 0.1 on Debian, online now, signs in with its own key, receives everything"_s);
}

void DeviceTextsTest::saysHowLongAgo_data()
{
    QTest::addColumn<QDateTime>("seen");
    QTest::addColumn<QString>("text");
    QTest::newRow("now") << kNow.addSecs(-30) << u"last seen just now"_s;
    QTest::newRow("minutes") << kNow.addSecs(-600) << u"last seen 10 minute(s) ago"_s; // plural forms: translations
    QTest::newRow("today") << kNow.addSecs(-7200) << u"last seen at 10:05"_s;
    QTest::newRow("yesterday") << kNow.addDays(-1) << u"last seen yesterday at 12:05"_s;
    QTest::newRow("late last night") << QDateTime(QDate(2026, 5, 8), QTime(23, 59), Qt::UTC) << u"last seen yesterday at 23:59"_s;
    QTest::newRow("days") << kNow.addDays(-3) << u"last seen 3 day(s) ago"_s;
    QTest::newRow("months") << kNow.addDays(-95) << u"last seen 3 month(s) ago"_s;
    QTest::newRow("years") << kNow.addDays(-800) << u"last seen 2 year(s) ago"_s;
    QTest::newRow("a clock that runs ahead") << kNow.addDays(2) << u"last seen just now"_s;
    QTest::newRow("never") << QDateTime() << QString();
}

void DeviceTextsTest::saysHowLongAgo()
{
    QFETCH(QDateTime, seen);
    QFETCH(QString, text);
    Device device = kith(u"Desk"_s);
    know(device.state, DeviceState::Gone);
    if (seen.isValid())
        know(device.lastSeen, seen);
    QCOMPARE(DeviceText::state(device, kNow, kEnglish), text);
}

void DeviceTextsTest::saysSinceWhenItIsDetached_data()
{
    QTest::addColumn<QDateTime>("since");
    QTest::addColumn<QString>("text");
    QTest::newRow("today") << kNow.addSecs(-25 * 60) << u"detached since 11:40"_s;
    QTest::newRow("yesterday") << kNow.addDays(-1) << u"detached since yesterday at 12:05"_s;
    QTest::newRow("long") << kNow.addDays(-6) << u"detached since 3 May"_s;
}

void DeviceTextsTest::saysSinceWhenItIsDetached()
{
    QFETCH(QDateTime, since);
    QFETCH(QString, text);
    Device device = kith(u"Desk"_s);
    know(device.state, DeviceState::Detached);
    device.detachedSince = since;
    QCOMPARE(DeviceText::state(device, kNow, kEnglish), text);
}

void DeviceTextsTest::aClaimIsNoState() // L41
{
    Device device = kith(u"Desk"_s);
    device.state = {};
    know(device.lastSeen, kNow.addDays(-3));
    QCOMPARE(DeviceText::state(device, kNow, kEnglish), u"last seen 3 day(s) ago"_s);
}

void DeviceTextsTest::callsForAttentionInWords()
{
    Device device = kith(u"Desk"_s);
    const auto calling = [&device] {
        QStringList words;
        const auto parts = DeviceText::parts(device, kNow, kEnglish);
        for (const DeviceText::Part &part : parts)
            if (part.calls)
                words << part.text;
        return words;
    };
    QVERIFY(calling().isEmpty());
    know(device.state, DeviceState::Gone);
    device.wasUnlinked = true;
    QCOMPARE(calling(), QStringList{u"signs itself out as soon as it is online"_s});
    know(device.state, DeviceState::Connected);
    QCOMPARE(calling(), QStringList{u"asked to sign itself out"_s});
}

void DeviceTextsTest::namesWhatHasNoName()
{
    Device device;
    device.key = u"session:x7"_s;
    QCOMPARE(DeviceText::name(device), u"Unnamed device"_s); // never the key
    know(device.software, u"Gajim"_s);
    QCOMPARE(DeviceText::name(device), u"Gajim"_s);
    QVERIFY(DeviceText::parts(device, kNow, kEnglish).isEmpty()); // not said twice
    know(device.version, u"1.7"_s);
    QCOMPARE(DeviceText::parts(device, kNow, kEnglish).constFirst().text, u"Gajim 1.7"_s);
    QCOMPARE(DeviceText::pill(device), u"never linked here"_s);
    device.isThis = true;
    QCOMPARE(DeviceText::name(device), u"This computer"_s);
}

void DeviceTextsTest::showsNoTrickOfLetters()
{
    Device device = kith(u"De\u202Esk\n\nx"_s + QString(300, u'a'));
    const QString name = DeviceText::name(device);
    QVERIFY(!name.contains(QChar(0x202e)) && !name.contains(u'\n'));
    QVERIFY2(name.size() <= 80 && name.endsWith(u'…'), qPrintable(name));
}

void DeviceTextsTest::saysWhatItReceives_data()
{
    QTest::addColumn<ServiceFilter>("filter");
    QTest::addColumn<QString>("text");
    QTest::newRow("all, L24") << ServiceFilter() << u"receives everything"_s;
    QTest::newRow("groups") << ServiceFilter::of({Service::Groups}) << u"receives groups only"_s;
    QTest::newRow("two") << ServiceFilter::of({Service::Groups, Service::Calls}) << u"receives groups and calls"_s;
    QTest::newRow("three") << ServiceFilter::of({Service::DirectMessages, Service::Groups, Service::Calls}) << u"receives direct messages, groups, and calls"_s;
    QTest::newRow("notices, L22") << ServiceFilter::of({}, {u"_notice_news"_s}) << u"receives “notice news” only"_s;
}

void DeviceTextsTest::saysWhatItReceives()
{
    QFETCH(ServiceFilter, filter);
    QFETCH(QString, text);
    QCOMPARE(DeviceText::receives(filter, QLocale(QLocale::English, QLocale::UnitedStates)), text);
}

void DeviceTextsTest::saysWhatUnlinkingDoes_data()
{
    QTest::addColumn<UnlinkHow>("how");
    QTest::addColumn<DeviceReason>("reason");
    QTest::addColumn<QString>("verb");
    QTest::addColumn<QString>("word"); // that the consequence must hold
    QTest::addColumn<bool>("password");
    QTest::newRow("server cuts") << UnlinkHow::RevokedByServer << DeviceReason::None << u"Unlink"_s << u"at once"_s << false;
    QTest::newRow("asked") << UnlinkHow::AsksDevice << DeviceReason::None << u"Unlink"_s << u"asked to sign itself out"_s << false;
    QTest::newRow("asked, server cannot") << UnlinkHow::AsksDevice << DeviceReason::ServerHasNoClientList << u"Unlink"_s << u"cannot cut off"_s << false;
    QTest::newRow("asked before") << UnlinkHow::AsksDevice << DeviceReason::AlreadyUnlinked << u"Unlink"_s << u"asked already"_s << false;
    QTest::newRow("password, L50") << UnlinkHow::OnlyPasswordChange << DeviceReason::PasswordWasUsedThere << u"Change password"_s << u"whoever knows it can come back"_s << true;
    QTest::newRow("here") << UnlinkHow::SelfSignOut << DeviceReason::None << u"Sign out"_s << u"key is given back"_s << false;
    QTest::newRow("not now") << UnlinkHow::NotNow << DeviceReason::NotConnected << u"Unlink"_s << u"connected again"_s << false;
}

void DeviceTextsTest::saysWhatUnlinkingDoes()
{
    QFETCH(UnlinkHow, how);
    QFETCH(DeviceReason, reason);
    QFETCH(QString, verb);
    QFETCH(QString, word);
    QFETCH(bool, password);
    Device device = kith(u"Workshop"_s);
    device.unlink = how;
    device.unlinkReason = reason;
    const auto words = DeviceText::unlinking(device);
    QCOMPARE(words.verb, verb);
    QCOMPARE(words.needsPassword, password);
    QVERIFY2(words.consequence.contains(word), qPrintable(words.consequence));
    QVERIFY(words.consequence.endsWith(u'.') && words.title.endsWith(u'?'));
}

void DeviceTextsTest::saysWhatBecameOfIt()
{
    Device device = kith(u"Workshop"_s);
    know(device.state, DeviceState::Gone);
    QSet<QString> said;
    for (const auto outcome : {DeviceOutcome::Done, DeviceOutcome::Asked, DeviceOutcome::NeedsPasswordChange, DeviceOutcome::NotConnected, DeviceOutcome::Refused, DeviceOutcome::NoSuchDevice}) {
        const QString sentence = DeviceText::unlinked(device, {outcome, {}});
        QVERIFY2(sentence.endsWith(u'.'), qPrintable(sentence));
        said.insert(sentence);
        QCOMPARE(DeviceText::refused({outcome, {}}).isEmpty(), outcome == DeviceOutcome::Done || outcome == DeviceOutcome::Asked);
    }
    QCOMPARE(said.size(), 6);
    QVERIFY(DeviceText::refused({DeviceOutcome::Refused, u"Too many\u202E cooks"_s}).contains(u"cooks"_s));
}

void DeviceTextsTest::saysWhatServersCanDoOnce()
{
    QVERIFY(DeviceText::servers({}, {}).isEmpty()); // not known yet: nothing is claimed
    const QString with = DeviceText::servers({u"a.example"_s}, {}), without = DeviceText::servers({}, {u"b.example"_s});
    QVERIFY(with.contains(u"at once"_s) && !with.contains(u"keeps no list"_s));
    QVERIFY(without.contains(u"keeps no list"_s) && !without.contains(u"at once"_s));
    const QString both = DeviceText::servers({u"a.example"_s}, {u"b.example"_s, u"c.example"_s}, kEnglish);
    QVERIFY(both.contains(u"On a.example, the server knows"_s) && both.contains(u"On b.example and c.example, the server keeps no list"_s));
}

void DeviceTextsTest::everyFailureHasCauseAndAdvice()
{
    QCOMPARE(LinkText::problem(LinkFailure::None, LinkText::Side::Old), LinkText::Problem());
    for (const auto side : {LinkText::Side::Old, LinkText::Side::New}) {
        QSet<QString> causes;
        for (int i = 1; i <= int(LinkFailure::SignInFailed); ++i) {
            const auto problem = LinkText::problem(LinkFailure(i), side);
            QVERIFY2(problem.cause.endsWith(u'.') && problem.advice.endsWith(u'.'), qPrintable(u"%1: %2 / %3"_s.arg(i).arg(problem.cause, problem.advice)));
            causes.insert(problem.cause);
        }
        QCOMPARE(causes.size(), int(LinkFailure::SignInFailed)); // no two causes are the same
    }
}

void DeviceTextsTest::everyStateHasWords()
{
    QSet<QString> words;
    for (int i = 0; i <= int(model::OfferState::Failed); ++i)
        words.insert(LinkText::state(model::OfferState(i)));
    QCOMPARE(words.size(), int(model::OfferState::Failed) + 1);
    QVERIFY(!words.contains(QString()));
    words.clear();
    model::JoinStatus status;
    for (int i = 1; i <= int(model::JoinState::Failed); ++i) {
        status.state = model::JoinState(i);
        words.insert(LinkText::state(status));
    }
    QCOMPARE(words.size(), int(model::JoinState::Failed));
}

void DeviceTextsTest::saysAloudHowAccessIsGiven() // L50
{
    for (const auto side : {LinkText::Side::Old, LinkText::Side::New}) {
        QVERIFY(LinkText::access(model::LinkAccess::Unknown, side).isEmpty());
        QVERIFY(LinkText::access(model::LinkAccess::OwnToken, side).contains(u"key of its own"_s));
        const QString password = LinkText::access(model::LinkAccess::Password, side);
        QVERIFY2(password.contains(u"your password"_s) && password.contains(u"Only a new password"_s), qPrintable(password));
    }
}

void DeviceTextsTest::countsDown_data()
{
    QTest::addColumn<int>("milliseconds");
    QTest::addColumn<QString>("time");
    QTest::newRow("all") << 120'000 << u"2:00"_s;
    QTest::newRow("a moment later") << 119'999 << u"2:00"_s;
    QTest::newRow("picture") << 102'000 << u"1:42"_s;
    QTest::newRow("last second") << 1 << u"0:01"_s;
    QTest::newRow("over") << 0 << u"0:00"_s;
    QTest::newRow("past") << -5 << u"0:00"_s;
}

void DeviceTextsTest::countsDown()
{
    QFETCH(int, milliseconds);
    QFETCH(QString, time);
    const QString words = LinkText::countdown(std::chrono::milliseconds(milliseconds), kEnglish);
    QVERIFY2(words.startsWith(u"Works for %1 and"_s.arg(time)), qPrintable(words));
}

void DeviceTextsTest::saysHowMuchHistory()
{
    QVERIFY(LinkText::historySize({}, kEnglish).isEmpty());
    QCOMPARE(LinkText::historySize({0, 101'220, 0, 38'000'000}, kEnglish), u"101,220 message(s), 38 MB"_s);
    QCOMPARE(LinkText::progress({42'000, 101'220, 16'000'000, 38'000'000}, kEnglish), u"42,000 of 101,220 message(s), 16 MB of 38 MB"_s);
    QCOMPARE(LinkText::progress({5, 0, 0, 0}, kEnglish), u"5 message(s) so far"_s);
}

void DeviceTextsTest::spellsTheCode()
{
    QCOMPARE(LinkText::spelled(u"7K4M-PX2R"_s), u"7, K, 4, M, dash, P, X, 2, R"_s);
}

void DeviceTextsTest::everyPasswordAnswerHasAdvice()
{
    using model::PasswordOutcome;
    QVERIFY(LinkText::password({PasswordOutcome::Changed, {}}).isEmpty());
    for (const auto outcome : {PasswordOutcome::NotOffered, PasswordOutcome::NotAccepted, PasswordOutcome::NotConnected, PasswordOutcome::Failed})
        QVERIFY(LinkText::password({outcome, {}}).endsWith(u'.'));
    QVERIFY(LinkText::password({PasswordOutcome::NotAccepted, u"too short"_s}).contains(u"too short"_s));
}

void DeviceTextsTest::takesCodesAsPeopleTypeThem_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("shown");
    QTest::newRow("as shown") << u"7K4M-PX2R"_s << u"7K4M-PX2R"_s;
    QTest::newRow("small") << u"7k4mpx2r"_s << u"7K4M-PX2R"_s;
    QTest::newRow("blanks") << u" 7k 4m - px 2r "_s << u"7K4M-PX2R"_s;
    QTest::newRow("other dash") << u"7K4M–PX2R"_s << u"7K4M-PX2R"_s;
    QTest::newRow("full width") << u"７Ｋ４ＭＰＸ２Ｒ"_s << u"7K4M-PX2R"_s;
    QTest::newRow("half") << u"7k4m"_s << u"7K4M"_s; // no dash yet: it could not be deleted
    QTest::newRow("half with dash") << u"7k4m-"_s << u"7K4M"_s;
    QTest::newRow("five") << u"7k4mp"_s << u"7K4M-P"_s;
    QTest::newRow("too long") << u"7k4mpx2r9"_s << u"7K4M-PX2R"_s;
    QTest::newRow("with words") << u"The code is 7K4M-PX2R."_s << u"7K4M-PX2R"_s;
    QTest::newRow("other letters") << u"ж7é4"_s << u"74"_s;
    QTest::newRow("nothing") << u"-- "_s << QString();
}

void DeviceTextsTest::takesCodesAsPeopleTypeThem()
{
    QFETCH(QString, typed);
    QFETCH(QString, shown);
    QCOMPARE(ui::LinkCodeEdit::formatted(typed), shown);
}

void DeviceTextsTest::keepsTheCursor()
{
    ui::Theme theme(*qApp, ui::Appearance::Light);
    ui::LinkCodeEdit edit(theme);
    QTest::keyClicks(&edit, u"7k4mpx2r"_s);
    QCOMPARE(edit.text(), u"7K4M-PX2R"_s);
    QVERIFY(edit.isComplete());
    edit.setCursorPosition(2);
    QTest::keyClick(&edit, Qt::Key_Backspace);
    QCOMPARE(edit.text(), u"74MP-X2R"_s);
    QCOMPARE(edit.cursorPosition(), 1);
    QTest::keyClicks(&edit, u"k"_s);
    QCOMPARE(edit.text(), u"7K4M-PX2R"_s);
    QCOMPARE(edit.cursorPosition(), 2);
    for (int i = 0; i < 9; ++i) { // also over the dash
        edit.setCursorPosition(int(edit.text().size()));
        QTest::keyClick(&edit, Qt::Key_Backspace);
    }
    QVERIFY(edit.text().isEmpty());
}

QTEST_MAIN(DeviceTextsTest)
#include "tst_device_texts.moc"
