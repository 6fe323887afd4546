// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/settings/appearance_page.h"

#include "ui/settings/preferences.h"
#include "ui/widgets/card.h"
#include "ui/widgets/text_label.h"

#include <QButtonGroup>
#include <QCheckBox>
#include <QHBoxLayout>
#include <QRadioButton>
#include <QSlider>
#include <QTimer>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

constexpr int kTextStep = 10; // percent

QWidget *makeModes(Preferences &preferences)
{
    auto *modes = new QWidget;
    auto *layout = new QHBoxLayout(modes);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(20);
    auto *group = new QButtonGroup(modes);
    const auto add = [&](Appearance appearance, const QString &text, const QString &name) {
        auto *button = new QRadioButton(text, modes);
        button->setObjectName(name);
        button->setChecked(preferences.appearance() == appearance);
        group->addButton(button, int(appearance));
        layout->addWidget(button);
    };
    add(Appearance::System, AppearancePage::tr("Like the system"), u"system"_s);
    add(Appearance::Light, AppearancePage::tr("Light"), u"light"_s);
    add(Appearance::Dark, AppearancePage::tr("Dark"), u"dark"_s);
    QObject::connect(group, &QButtonGroup::idClicked, modes, [&preferences](int id) { preferences.setAppearance(Appearance(id)); });
    return modes;
}

} // namespace

AppearancePage::AppearancePage(const Theme &theme, Preferences &preferences, QWidget *parent)
    : SettingsPage(theme, tr("Appearance"), parent)
{
    auto *look = new Card(theme);
    look->addRow(new SettingRow(theme, tr("Colours"), {}, makeModes(preferences)));

    auto *size = new QWidget;
    auto *slider = new QSlider(Qt::Horizontal, size);
    slider->setObjectName(u"textSize"_s);
    slider->setAccessibleName(tr("Text size in percent"));
    slider->setRange(Preferences::kSmallestText / kTextStep, Preferences::kLargestText / kTextStep);
    slider->setPageStep(2);
    slider->setMinimumWidth(180);
    slider->setValue(preferences.textPercent() / kTextStep);
    auto *percent = new TextLabel(theme, Type::Body, Tone::Secondary, {}, size);
    percent->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    percent->setMinimumWidth(48);
    const auto showPercent = [percent](int value) { percent->setText(tr("%1 %").arg(value * kTextStep)); };
    showPercent(slider->value());
    auto *sizeLayout = new QHBoxLayout(size);
    sizeLayout->setContentsMargins(0, 0, 0, 0);
    sizeLayout->setSpacing(12);
    sizeLayout->addWidget(slider);
    sizeLayout->addWidget(percent);
    // Applied when the hand lets go: everything is laid out anew, also the slider under the pointer.
    auto *settle = new QTimer(this);
    settle->setSingleShot(true);
    settle->setInterval(150);
    const auto apply = [slider, settle, &preferences] {
        settle->stop();
        preferences.setTextPercent(slider->value() * kTextStep);
    };
    connect(settle, &QTimer::timeout, this, apply);
    connect(slider, &QSlider::sliderReleased, this, apply);
    connect(slider, &QSlider::valueChanged, this, [slider, settle, showPercent](int value) {
        showPercent(value);
        if (!slider->isSliderDown())
            settle->start();
    });
    look->addRow(new SettingRow(theme, tr("Text size"), tr("Relative to the system's font."), size));
    body()->addWidget(look);

    auto *writing = new Card(theme);
    auto *enter = new QCheckBox;
    enter->setObjectName(u"enterSends"_s);
    enter->setChecked(preferences.enterSends());
    connect(enter, &QCheckBox::toggled, &preferences, &Preferences::setEnterSends);
    writing->addRow(new SettingRow(theme, tr("Enter sends the message"),
        tr("Shift+Enter begins a new line. Switched off, Enter begins a new line and Ctrl+Enter sends."), enter));
    body()->addWidget(writing);
}

} // namespace ui
