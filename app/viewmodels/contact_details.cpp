#include "app/viewmodels/contact_details.h"

#include "app/viewmodels/open_profile.h"
#include "app/viewmodels/person_text.h"
#include "app/viewmodels/qr_text.h"
#include "app/viewmodels/time_text.h"

namespace sotto::viewmodels {

namespace {

/// Digits of a group of the safety number.
constexpr qsizetype kGroupDigits = 5;

QByteArray bytesOf(const crypto::Bytes& payload)
{
    return {reinterpret_cast<const char*>(payload.data()), static_cast<qsizetype>(payload.size())};
}

QStringList groupsOf(const std::string& digits)
{
    QStringList groups;
    const QString text = QString::fromStdString(digits);
    for (qsizetype at = 0; at < text.size(); at += kGroupDigits) {
        groups.append(text.mid(at, kGroupDigits));
    }
    return groups;
}

QVariantList deviceList(const std::vector<core::DeviceInfo>& devices)
{
    QVariantList list;
    for (const core::DeviceInfo& device : devices) {
        list.append(QVariantMap{{QStringLiteral("added"), TimeText().date(device.added)},
                                {QStringLiteral("active"), device.isActive}});
    }
    return list;
}

using Comparison = ContactDetails::Comparison;

Comparison comparisonOf(crypto::SafetyComparison comparison)
{
    switch (comparison) {
    case crypto::SafetyComparison::Match:
        return Comparison::Match;
    case crypto::SafetyComparison::Mismatch:
        return Comparison::Mismatch;
    case crypto::SafetyComparison::OtherVersion:
        return Comparison::OtherVersion;
    case crypto::SafetyComparison::OwnCode:
        return Comparison::OwnCode;
    case crypto::SafetyComparison::NotASafetyNumber:
        break;
    }
    return Comparison::NotACode;
}

} // namespace

ContactDetails::ContactDetails(QObject* parent)
    : QObject(parent)
{}

ContactDetails::~ContactDetails() = default;

template <class Call> void ContactDetails::ask(Call call)
{
    if (m_profile && m_contactId != 0) {
        m_profile->core.post(
            [contact = m_contactId, call](core::Client& client) { call(client, contact); });
    }
}

QString ContactDetails::name() const
{
    return m_nickname.isEmpty() ? m_theirOwnName : m_nickname;
}

void ContactDetails::setNickname(const QString& nickname)
{
    const QString line = oneLine(nickname);
    if (line == m_nickname) {
        return;
    }
    m_nickname = line;
    Q_EMIT changed();
    ask([name = line.toStdString()](core::Client& client, core::RowId contact) {
        client.setNickname(contact, name);
    });
}

QString ContactDetails::initials() const
{
    return initialsOf(name());
}

QString ContactDetails::addedText() const
{
    return m_added == 0 ? QString() : tr("Added on %1").arg(TimeText().date(m_added));
}

void ContactDetails::loadDetails()
{
    if (!m_profile || m_contactId == 0) {
        return;
    }
    struct Details
    {
        std::string number;
        crypto::Bytes code;
        std::vector<core::DeviceInfo> devices;
    };
    m_profile->core.ask(
        this,
        [contact = m_contactId](core::Client& client) {
            return Details{client.safetyNumber(contact), client.safetyQr(contact),
                           client.devicesOf(contact)};
        },
        [this](const Details& details) {
            m_safetyNumber = groupsOf(details.number);
            m_safetyQr = qrModules(bytesOf(details.code));
            m_devices = deviceList(details.devices);
            Q_EMIT detailsChanged();
        });
}

void ContactDetails::theyMatch()
{
    ask([](core::Client& client, core::RowId contact) { client.setVerified(contact, true); });
    setComparison(Comparison::Match);
}

void ContactDetails::theyDiffer()
{
    setComparison(Comparison::Mismatch);
}

void ContactDetails::removeMark()
{
    ask([](core::Client& client, core::RowId contact) { client.setVerified(contact, false); });
}

void ContactDetails::compareImage(const QUrl& file)
{
    const QImage image = readImageFile(file);
    judge([image] { return readQrBytesOf({image}); });
}

void ContactDetails::compareScreen()
{
    if (!m_profile || !m_profile->captureScreens) {
        setComparison(Comparison::NotACode);
        return;
    }
    m_profile->captureScreens(
        [guard = QPointer<ContactDetails>(this)](const QList<QImage>& images) {
            if (guard) {
                guard->judge([images] { return readQrBytesOf(images); });
            }
        });
}

void ContactDetails::judge(std::function<QByteArray()> scan)
{
    if (!m_profile || m_contactId == 0) {
        return;
    }
    m_busy = true;
    Q_EMIT comparisonChanged();
    if (!m_codeReader) {
        m_codeReader = std::make_unique<WorkerThread>(QStringLiteral("codes"));
    }
    m_codeReader->work(this, std::move(scan), [this](const QByteArray& bytes) {
        m_profile->core.ask(
            this,
            [contact = m_contactId, payload = crypto::Bytes(bytes.begin(), bytes.end())](
                core::Client& client) { return client.compareSafetyQr(contact, payload); },
            [this](crypto::SafetyComparison result) {
                if (result == crypto::SafetyComparison::Match) {
                    theyMatch();
                } else {
                    setComparison(comparisonOf(result));
                }
            });
    });
}

void ContactDetails::setComparison(Comparison comparison)
{
    m_busy = false;
    m_comparison = comparison;
    Q_EMIT comparisonChanged();
}

void ContactDetails::forgetComparison()
{
    setComparison(Comparison::None);
}

QString ContactDetails::comparisonTitle() const
{
    switch (m_comparison) {
    case Comparison::None:
        return {};
    case Comparison::Match:
        return tr("You compared safety numbers with %1.").arg(isolated(name()));
    case Comparison::Mismatch:
        return tr("Stop writing here for now.");
    case Comparison::NotACode:
        return tr("No safety number was found.");
    case Comparison::OwnCode:
        return tr("This is your own code.");
    case Comparison::OtherVersion:
        break;
    }
    return tr("This code comes from another version of Sotto.");
}

QString ContactDetails::comparisonText() const
{
    const QString person = isolated(name());
    switch (m_comparison) {
    case Comparison::None:
    case Comparison::Match:
        return {};
    case Comparison::Mismatch:
        return tr("Somebody may stand between you and %1. Ask %1 on another way whether anything "
                  "changed.")
            .arg(person);
    case Comparison::NotACode:
        return tr("Make sure that all of the code can be seen.");
    case Comparison::OwnCode:
        return tr("Read the code that %1 shows.").arg(person);
    case Comparison::OtherVersion:
        break;
    }
    return tr("Compare the digits, or update Sotto on both sides.");
}

void ContactDetails::block()
{
    ask([](core::Client& client, core::RowId contact) { (void)client.block(contact); });
}

void ContactDetails::unblock()
{
    ask([](core::Client& client, core::RowId contact) { (void)client.unblock(contact); });
}

void ContactDetails::open(OpenProfile& profile)
{
    m_profile = &profile;
}

void ContactDetails::show(const storage::Contact& contact)
{
    m_contactId = contact.id;
    m_added = contact.added;
    m_theirOwnName = shownName(contact.name);
    m_nickname = contact.nickname.empty() ? QString() : shownName(contact.nickname);
    m_colorIndex = colorIndexOf(contact.account);
    m_picture =
        contact.hasPicture && m_profile ? QUrl(m_profile->pictures.url(contact.id)) : QUrl();
    m_verified = contact.verified;
    m_blocked = contact.standing == storage::ContactStanding::Blocked;
    Q_EMIT changed();
}

} // namespace sotto::viewmodels

#include "moc_contact_details.cpp"
