// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include "ui/theme/colors.h"
#include "ui/theme/style.h"
#include "ui/theme/system_appearance.h"

#include <QApplication>
#include <QEvent>
#include <QFontDatabase>
#include <QFontInfo>
#include <QFontMetrics>
#include <QWidget>

// A static library's resources are dropped by the linker unless somebody asks for them; the macro must stand outside namespaces.
static void loadResources()
{
    Q_INIT_RESOURCE(resources);
}

namespace ui {

using namespace Qt::StringLiterals;

namespace {

// Some text fonts hold black-and-white emoji; the colour font must come before whatever fontconfig would choose.
void preferColourEmoji()
{
    const QString text = QApplication::font().family();
    for (const auto &emoji : {u"Noto Color Emoji"_s, u"Apple Color Emoji"_s, u"Segoe UI Emoji"_s}) {
        if (QFontDatabase::hasFamily(emoji) && !QFont::substitutes(text).contains(emoji)) {
            // "Sans Serif" and the like are aliases: without the real family before it the emoji font would be the first that exists, and it has digits and spaces.
            QFont::insertSubstitutions(text, {QFontInfo(QApplication::font()).family(), emoji});
            return;
        }
    }
}

} // namespace

Theme::Theme(QApplication &app, Appearance appearance)
    : m_app(app)
    , m_system(std::make_unique<SystemAppearance>()) // before the palette is set: it reads the system's
    , m_appearance(appearance)
{
    loadResources();
    preferColourEmoji();
    m_app.setStyle(new Style(*this));
    connect(m_system.get(), &SystemAppearance::changed, this, &Theme::update);
    update();
    m_app.installEventFilter(this);
}

Theme::~Theme()
{
    m_app.removeEventFilter(this);
}

void Theme::setAppearance(Appearance appearance)
{
    m_appearance = appearance;
    update();
}

void Theme::update()
{
    m_dark = m_appearance == Appearance::System ? m_system->dark() : m_appearance == Appearance::Dark;
    const QPalette palette = makePalette(m_dark);
    if (palette != m_palette) {
        m_palette = palette;
        m_app.setPalette(palette);
    }
    const auto windows = QApplication::topLevelWidgets();
    for (QWidget *window : windows)
        window->update();
    Q_EMIT changed();
}

QColor Theme::color(Tone tone) const
{
    return toneColor(tone, m_dark);
}

QColor Theme::mix(Tone base, Tone top, qreal part) const
{
    const QColor a = color(base), b = color(top);
    return QColor::fromRgbF(float(a.redF() + (b.redF() - a.redF()) * part), float(a.greenF() + (b.greenF() - a.greenF()) * part),
        float(a.blueF() + (b.blueF() - a.blueF()) * part));
}

QFont Theme::font(Type type) const
{
    QFont font = QApplication::font();
    const auto scale = [&font](qreal factor) {
        if (font.pixelSize() > 0)
            font.setPixelSize(qMax(1, qRound(font.pixelSize() * factor)));
        else
            font.setPointSizeF(font.pointSizeF() * factor);
    };
    switch (type) {
    case Type::Body: break;
    case Type::Strong: font.setWeight(QFont::DemiBold); break;
    case Type::Secondary: scale(0.88); break;
    case Type::SecondaryStrong: scale(0.88); font.setWeight(QFont::DemiBold); break;
    case Type::Caption: scale(0.79); break;
    case Type::Title: scale(1.15); font.setWeight(QFont::DemiBold); break;
    case Type::Heading: scale(1.43); font.setWeight(QFont::Bold); break;
    case Type::Display: scale(1.7); font.setWeight(QFont::Bold); break;
    case Type::Code:
    case Type::LargeCode: {
        QFont code = QFontDatabase::systemFont(QFontDatabase::FixedFont);
        if (font.pixelSize() > 0)
            code.setPixelSize(font.pixelSize());
        else
            code.setPointSizeF(font.pointSizeF());
        font = code;
        scale(type == Type::Code ? 0.95 : 2.1);
        if (type == Type::LargeCode) {
            font.setWeight(QFont::DemiBold);
            font.setLetterSpacing(QFont::PercentageSpacing, 110);
        }
        break;
    }
    case Type::Emoji: scale(2.2); break;
    }
    return font;
}

int Theme::lineHeight(Type type) const
{
    return qRound(QFontMetricsF(font(type)).height() * 1.17);
}

qreal Theme::fontScale() const
{
    return QFontInfo(QApplication::font()).pixelSize() / 14.0;
}

bool Theme::reducedMotion() const
{
    return m_system->reducedMotion();
}

bool Theme::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == &m_app) {
        if (event->type() == QEvent::ApplicationPaletteChange)
            m_system->readPalette();
        else if (event->type() == QEvent::ApplicationFontChange) {
            preferColourEmoji();
            Q_EMIT changed();
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace ui
