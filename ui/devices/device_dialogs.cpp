// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/devices/device_dialogs.h"

#include "ui/devices/device_text.h"
#include "ui/devices/receives_choice.h"
#include "ui/sign_in/form_field.h"
#include "ui/theme/style.h"
#include "ui/widgets/text_label.h"

#include <QDialogButtonBox>
#include <QLayout>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

constexpr int kLongestName = 64;

QVBoxLayout *dialogLayout(QDialog &dialog, const Theme &theme, const QString &title, const QString &sentence)
{
    auto *heading = new TextLabel(theme, Type::Title, Tone::Text, title, &dialog);
    heading->setWordWrap(true);
    auto *words = new TextLabel(theme, Type::Body, Tone::Secondary, sentence, &dialog);
    words->setWordWrap(true);
    auto *layout = new QVBoxLayout(&dialog);
    layout->setContentsMargins(24, 20, 24, 20);
    layout->setSpacing(12);
    layout->addWidget(heading);
    layout->addWidget(words);
    return layout;
}

// "Save" and "Cancel".
QDialogButtonBox *saveButtons(QDialog &dialog)
{
    auto *buttons = new QDialogButtonBox(&dialog);
    auto *save = buttons->addButton(RenameDeviceDialog::tr("Save"), QDialogButtonBox::AcceptRole);
    save->setObjectName(u"save"_s);
    save->setDefault(true);
    setButtonKind(save, ButtonKind::Primary);
    buttons->addButton(QDialogButtonBox::Cancel)->setAutoDefault(false);
    QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    return buttons;
}

} // namespace

RenameDeviceDialog::RenameDeviceDialog(const Theme &theme, const model::Device &device, QWidget *parent)
    : QDialog(parent)
{
    setWindowTitle(tr("Rename device"));
    QVBoxLayout *layout = dialogLayout(*this, theme, tr("Rename %1").arg(DeviceText::name(device)), tr("All your devices see this name, and nobody else."));
    auto *edit = new QLineEdit;
    edit->setObjectName(u"deviceName"_s);
    edit->setMaxLength(kLongestName);
    edit->setText(device.name.value);
    edit->selectAll();
    m_name = new FormField(theme, tr("Name"), edit, this);
    layout->addWidget(m_name);
    QDialogButtonBox *buttons = saveButtons(*this);
    layout->addSpacing(4);
    layout->addWidget(buttons);
    connect(buttons, &QDialogButtonBox::accepted, this, &RenameDeviceDialog::save);
    setMinimumWidth(theme.scaled(400));
    m_name->setFocus();
}

void RenameDeviceDialog::save()
{
    const QString name = m_name->text().simplified();
    if (name.isEmpty()) {
        m_name->setError(tr("Type a name, like “Laptop”."));
        m_name->setFocus();
        return;
    }
    accept();
    Q_EMIT renamed(name);
}

ReceivesDialog::ReceivesDialog(const Theme &theme, const model::Device &device, QWidget *parent)
    : QDialog(parent)
    , m_choice(new ReceivesChoice(theme, this))
{
    setWindowTitle(tr("What it receives"));
    QVBoxLayout *layout = dialogLayout(*this, theme, tr("What %1 receives").arg(DeviceText::name(device)),
        tr("It keeps silent about the rest: it neither shows it nor tells anybody that it came. Your other devices are not affected."));
    m_choice->setFilter(device.receives.value);
    layout->addWidget(m_choice);
    QDialogButtonBox *buttons = saveButtons(*this);
    layout->addSpacing(4);
    layout->addWidget(buttons);
    layout->setSizeConstraint(QLayout::SetMinimumSize);
    connect(buttons, &QDialogButtonBox::accepted, this, &ReceivesDialog::save);
    // Grows with the list, and shrinks again.
    connect(m_choice, &ReceivesChoice::changed, this, &QWidget::adjustSize, Qt::QueuedConnection);
    setMinimumWidth(theme.scaled(420));
}

void ReceivesDialog::save()
{
    if (!m_choice->complete())
        return;
    accept();
    Q_EMIT chosen(m_choice->filter());
}

} // namespace ui
