// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/colors.h"
#include "ui/widgets/person_color.h"

#include <QTest>

using namespace Qt::StringLiterals;
using ui::Tone;

class ThemeColorsTest : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void textCanBeRead_data();
    void textCanBeRead();
    void controlsCanBeSeen();
    void paletteIsComplete();
    void personHue_data();
    void personHue();
    void hsluvMatchesTheSpecification_data();
    void hsluvMatchesTheSpecification();
    void initialsCanBeRead();
};

void ThemeColorsTest::textCanBeRead_data()
{
    QTest::addColumn<Tone>("text");
    QTest::addColumn<Tone>("ground");
    const std::pair<Tone, Tone> pairs[] = {
        {Tone::Text, Tone::Window}, {Tone::Text, Tone::Surface}, {Tone::Text, Tone::OwnBubble}, {Tone::Text, Tone::OtherBubble}, {Tone::Text, Tone::Selection},
        {Tone::Text, Tone::TextSelection}, {Tone::Text, Tone::Hover}, {Tone::Secondary, Tone::Window}, {Tone::Secondary, Tone::Surface}, {Tone::OwnSecondary, Tone::OwnBubble},
        {Tone::Secondary, Tone::OtherBubble}, {Tone::Secondary, Tone::Selection}, {Tone::Secondary, Tone::ChatBackground}, {Tone::Secondary, Tone::Hover},
        {Tone::Link, Tone::OwnBubble}, {Tone::Link, Tone::OtherBubble}, {Tone::Link, Tone::Surface}, {Tone::Link, Tone::Selection}, {Tone::Link, Tone::ChatBackground},
        {Tone::OnAccent, Tone::Accent}, {Tone::OnDanger, Tone::Danger}, {Tone::OnMutedBadge, Tone::MutedBadge}, {Tone::Danger, Tone::Surface}, {Tone::Danger, Tone::Window},
        {Tone::Danger, Tone::ChatBackground}, {Tone::Ok, Tone::Surface}, {Tone::Warning, Tone::Surface},
    };
    int n = 0;
    for (const auto &[text, ground] : pairs)
        QTest::addRow("%d: tone %d on %d", n++, int(text), int(ground)) << text << ground;
}

void ThemeColorsTest::textCanBeRead()
{
    QFETCH(Tone, text);
    QFETCH(Tone, ground);
    for (const bool dark : {false, true}) {
        const qreal ratio = ui::contrast(ui::toneColor(text, dark), ui::toneColor(ground, dark));
        QVERIFY2(ratio >= 4.5, qPrintable(u"%1: %2"_s.arg(dark ? u"dark"_s : u"light"_s).arg(ratio)));
    }
}

void ThemeColorsTest::controlsCanBeSeen()
{
    for (const bool dark : {false, true}) {
        for (const auto &[edge, ground] : {std::pair(Tone::ControlBorder, Tone::Surface), std::pair(Tone::Accent, Tone::Surface), std::pair(Tone::Accent, Tone::Window),
                 std::pair(Tone::Ok, Tone::Surface), std::pair(Tone::Danger, Tone::Surface)})
            QVERIFY(ui::contrast(ui::toneColor(edge, dark), ui::toneColor(ground, dark)) >= 3.0);
    }
}

void ThemeColorsTest::paletteIsComplete()
{
    for (const bool dark : {false, true}) {
        const QPalette palette = ui::makePalette(dark);
        for (int role = 0; role < QPalette::NColorRoles; ++role) {
            if (role == QPalette::NoRole)
                continue;
            QVERIFY2(palette.isBrushSet(QPalette::Active, QPalette::ColorRole(role)), qPrintable(QString::number(role)));
        }
        // The door through which the system's own lightness is seen.
        QVERIFY(!palette.isBrushSet(QPalette::Disabled, QPalette::AlternateBase));
    }
}

void ThemeColorsTest::personHue_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<double>("hue");
    // XEP-0392 1.0.0 §13.1
    QTest::newRow("Romeo") << u"Romeo"_s << 327.255249;
    QTest::newRow("juliet") << u"juliet@capulet.lit"_s << 209.410400;
    QTest::newRow("cat") << u"😺"_s << 331.199341;
    QTest::newRow("council") << u"council"_s << 359.994507;
}

void ThemeColorsTest::personHue()
{
    QFETCH(QString, text);
    QFETCH(double, hue);
    QVERIFY(qAbs(ui::personHue(text) - hue) < 0.000001);
}

void ThemeColorsTest::hsluvMatchesTheSpecification_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QList<double>>("rgb");
    // XEP-0392 §13.1, saturation 100, lightness 50
    QTest::newRow("Romeo") << u"Romeo"_s << QList<double>{0.865, 0.000, 0.686};
    QTest::newRow("juliet") << u"juliet@capulet.lit"_s << QList<double>{0.000, 0.515, 0.573};
    QTest::newRow("cat") << u"😺"_s << QList<double>{0.872, 0.000, 0.659};
    QTest::newRow("council") << u"council"_s << QList<double>{0.918, 0.000, 0.394};
}

void ThemeColorsTest::hsluvMatchesTheSpecification()
{
    QFETCH(QString, text);
    QFETCH(QList<double>, rgb);
    const QColor color = ui::fromHsluv(ui::personHue(text), 100, 50);
    QVERIFY2(qAbs(color.redF() - rgb[0]) < 0.001, qPrintable(QString::number(color.redF())));
    QVERIFY2(qAbs(color.greenF() - rgb[1]) < 0.001, qPrintable(QString::number(color.greenF())));
    QVERIFY2(qAbs(color.blueF() - rgb[2]) < 0.001, qPrintable(QString::number(color.blueF())));
}

void ThemeColorsTest::initialsCanBeRead()
{
    for (int i = 0; i < 500; ++i)
        QVERIFY(ui::contrast(ui::personColor(QString::number(i)), ui::toneColor(Tone::OnAvatar, false)) >= 4.5);
}

QTEST_APPLESS_MAIN(ThemeColorsTest)
#include "tst_theme_colors.moc"
