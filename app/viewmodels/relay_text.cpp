#include "app/viewmodels/relay_text.h"

#include "crypto/channel/invite_link.h"

#include <QCoreApplication>

namespace sotto::viewmodels {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Relays", text);
}

QString hostText(const crypto::RelayAddress& address)
{
    const QString host = QString::fromStdString(address.host);
    return address.port == crypto::kDefaultRelayPort
               ? host
               : QStringLiteral("%1:%2").arg(host).arg(address.port);
}

} // namespace

QString relayHost(const QString& address)
{
    const std::string text = address.trimmed().toStdString();
    if (const auto relay = crypto::RelayAddress::parse(text)) {
        return hostText(*relay);
    }
    const auto invite = crypto::InviteLink::parse(text);
    return invite ? hostText(invite->relay) : QString();
}

QString relayAddressError(const QString& address)
{
    const auto parsed = crypto::RelayAddress::parse(address.trimmed().toStdString());
    if (parsed) {
        return {};
    }
    switch (parsed.error()) {
    case crypto::AddressError::IsInvite:
        return tr("This is an invite, not the address of a relay.");
    case crypto::AddressError::WrongScheme:
        return tr("An address of a relay begins with sotto://");
    case crypto::AddressError::BadFingerprint:
    case crypto::AddressError::BadPath:
    case crypto::AddressError::BadAccessKey:
        return tr("This address is not complete. A part is missing, often the end.");
    default:
        return tr("This is not the address of a relay.");
    }
}

TextProblem inviteProblem(const QString& link)
{
    const auto parsed = crypto::InviteLink::parse(link.trimmed().toStdString());
    if (parsed) {
        return {};
    }
    if (parsed.error() == crypto::AddressError::IsNoInvite) {
        return {tr("This is the address of a relay."),
                tr("An invite is longer. Ask your contact for an invite.")};
    }
    if (parsed.error() == crypto::AddressError::WrongScheme) {
        return {tr("This is not an invite."),
                tr("An invite begins with sotto:// and comes from the person you want to reach.")};
    }
    return {tr("This link is not complete."),
            tr("A part is missing, often the end. Ask for it again, or scan the code.")};
}

} // namespace sotto::viewmodels
