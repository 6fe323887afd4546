// SPDX-FileCopyrightText: The Kith authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/devices/device_dialogs.h"

#include "ui/devices/device_text.h"
#include "ui/devices/receives_choice.h"
#include "ui/sign_in/form_field.h"
#include "ui/theme/style.h"
#include "ui/widgets/text_label.h"

#include <QDialogButtonBox>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace ui {

namespace {

constexpr int kLongestName = 64;

void addWords(QVBoxLayout &layout, const Theme &theme, const QString &title, const QString &sentence)
{
    auto *heading = new TextLabel(theme, Type::Title, Tone::Text, title);
    heading->setWordWrap(true);
    auto *words = new TextLabel(theme, Type::Body, Tone::Secondary, sentence);
    words->setWordWrap(true);
    layout.addWidget(heading);
    layout.addWidget(words);
}

// "Save" and "Cancel".
QDialogButtonBox *addButtons(QDialog &dialog, QWidget *foot)
{
    auto *buttons = new QDialogButtonBox(foot);
    auto *save = buttons->addButton(RenameDeviceDialog::tr("Save"), QDialogButtonBox::AcceptRole);
    save->setObjectName(u"save"_s);
    save->setDefault(true);
    setButtonKind(save, ButtonKind::Primary);
    buttons->addButton(QDialogButtonBox::Cancel)->setAutoDefault(false);
    QObject::connect(buttons, &QDialogButtonBox::rejected, &dialog, &QDialog::reject);
    auto *layout = new QVBoxLayout(foot);
    layout->setContentsMargins(24, 8, 24, 20);
    layout->addWidget(buttons);
    return buttons;
}

} // namespace

RenameDeviceDialog::RenameDeviceDialog(const Theme &theme, const model::Device &device, QWidget *parent)
    : FittedDialog(theme, 400, Tone::Window, parent)
{
    setWindowTitle(tr("Rename device"));
    addWords(*content(), theme, tr("Rename %1").arg(DeviceText::name(device)), tr("All your devices see this name, and nobody else."));
    auto *edit = new QLineEdit;
    edit->setObjectName(u"deviceName"_s);
    edit->setMaxLength(kLongestName);
    edit->setText(device.name.value);
    edit->selectAll();
    m_name = new FormField(theme, tr("Name"), edit);
    content()->addWidget(m_name);
    connect(addButtons(*this, foot()), &QDialogButtonBox::accepted, this, &RenameDeviceDialog::save);
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
    : FittedDialog(theme, 420, Tone::Window, parent)
    , m_choice(new ReceivesChoice(theme))
{
    setWindowTitle(tr("What it receives"));
    addWords(*content(), theme, tr("What %1 receives").arg(DeviceText::name(device)),
        tr("It keeps silent about the rest: it neither shows it nor tells anybody that it came. Your other devices are not affected."));
    m_choice->setFilter(device.receives.value);
    content()->addWidget(m_choice);
    connect(addButtons(*this, foot()), &QDialogButtonBox::accepted, this, &ReceivesDialog::save);
}

void ReceivesDialog::save()
{
    if (!m_choice->complete())
        return;
    accept();
    Q_EMIT chosen(m_choice->filter());
}

} // namespace ui
