// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connection/waterfall.h"

#include <QFontMetrics>
#include <QPainter>
#include <QStyle>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

constexpr int kBar = 14;
constexpr int kGap = 12; // between the columns
constexpr int kRowGap = 8;
constexpr int kThinnest = 3; // a phase of no time at all is still there
constexpr int kMilestone = 9;
constexpr int kLate = 2; // times the sign-in

// Each step a little stronger: the eye follows them down to the last.
qreal strength(LoginFacts::Phase::Kind kind)
{
    switch (kind) {
    case LoginFacts::Phase::Kind::Lookup:
        return 0.45;
    case LoginFacts::Phase::Kind::Tcp:
        return 0.6;
    case LoginFacts::Phase::Kind::Tls:
        return 0.8;
    case LoginFacts::Phase::Kind::Login:
    case LoginFacts::Phase::Kind::Milestone:
        return 1.0;
    }
    Q_UNREACHABLE();
}

} // namespace

WaterfallLayout WaterfallLayout::compute(const QList<LoginFacts::Phase> &phases, int width, int nameWidth, int timeWidth, int rowHeight)
{
    WaterfallLayout layout;
    std::chrono::microseconds bars{1}, all{1};
    for (const LoginFacts::Phase &phase : phases) {
        all = std::max(all, phase.to);
        if (phase.kind != LoginFacts::Phase::Kind::Milestone)
            bars = std::max(bars, phase.to);
    }
    const bool late = all > kLate * bars;
    const auto end = late ? bars : all;
    const int left = nameWidth + kGap;
    const int room = std::max(kMilestone, width - left - kGap - timeWidth);
    const int scale = late ? std::max(kMilestone, room - 3 * kMilestone) : room; // some way between the bars and what came late
    const auto x = [&](std::chrono::microseconds time) { return time > end ? left + room : left + int(double(scale) * double(time.count()) / double(end.count())); };

    int y = 0;
    for (const LoginFacts::Phase &phase : phases) {
        const bool milestone = phase.kind == LoginFacts::Phase::Kind::Milestone;
        const int barWidth = milestone ? kMilestone : std::max(kThinnest, x(phase.to) - x(phase.from));
        const int barX = std::min(x(phase.from), left + room - barWidth);
        layout.rows.push_back({QRect(0, y, nameWidth, rowHeight), QRect(barX, y + (rowHeight - kBar) / 2, barWidth, kBar),
            QRect(width - timeWidth, y, timeWidth, rowHeight)});
        y += rowHeight + kRowGap;
    }
    layout.height = std::max(0, y - kRowGap);
    return layout;
}

Waterfall::Waterfall(const Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, [this] { updateGeometry(); });
}

void Waterfall::setPhases(const QList<LoginFacts::Phase> &phases)
{
    if (phases == m_phases)
        return;
    m_phases = phases;
    QStringList words;
    for (const LoginFacts::Phase &phase : m_phases)
        words << u"%1 %2"_s.arg(phase.name, phase.duration);
    setAccessibleName(tr("The steps of the last sign-in"));
    setAccessibleDescription(words.join(u", "_s));
    updateGeometry();
    update();
}

int Waterfall::rowHeight() const
{
    return qMax(20, QFontMetrics(m_theme.font(Type::Secondary)).height());
}

QSize Waterfall::sizeHint() const
{
    const int height = WaterfallLayout::compute(m_phases, m_theme.scaled(480), 0, 0, rowHeight()).height;
    return {m_theme.scaled(480), height};
}

QSize Waterfall::minimumSizeHint() const
{
    return {m_theme.scaled(200), sizeHint().height()};
}

void Waterfall::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(m_theme.font(Type::Secondary));
    const QFontMetrics metrics(painter.font());
    int timeWidth = m_theme.scaled(58), nameWidth = m_theme.scaled(130);
    for (const LoginFacts::Phase &phase : m_phases) {
        timeWidth = qMax(timeWidth, metrics.horizontalAdvance(phase.duration));
        nameWidth = qMax(nameWidth, metrics.horizontalAdvance(phase.name));
    }
    nameWidth = qMin(nameWidth, width() / 2);
    const auto layout = WaterfallLayout::compute(m_phases, width(), nameWidth, timeWidth, rowHeight());
    const auto place = [this](const QRect &logical) { return QStyle::visualRect(layoutDirection(), rect(), logical); };
    // Each text by its own direction ("4 ms" stays so), each at the side of the layout's.
    painter.setLayoutDirection(Qt::LayoutDirectionAuto);
    const int leading = int(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft)) | Qt::AlignAbsolute | Qt::AlignVCenter | Qt::TextSingleLine;
    for (size_t i = 0; i < layout.rows.size(); ++i) {
        const LoginFacts::Phase &phase = m_phases.at(int(i));
        const auto &row = layout.rows.at(i);
        painter.setPen(m_theme.color(Tone::Secondary));
        painter.drawText(place(row.name), leading, metrics.elidedText(phase.name, Qt::ElideRight, row.name.width()));
        painter.drawText(place(row.time), leading, phase.duration);
        painter.setPen(Qt::NoPen);
        painter.setBrush(phase.kind == LoginFacts::Phase::Kind::Milestone
                ? m_theme.color(Tone::Ok)
                : m_theme.mix(Tone::Surface, Tone::Accent, strength(phase.kind)));
        const qreal radius = qMin(4.0, row.bar.width() / 2.0);
        painter.drawRoundedRect(place(row.bar), radius, radius);
    }
}

} // namespace ui
