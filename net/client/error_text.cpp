#include "net/client/error_text.h"

#include <QCoreApplication>

namespace sotto::client {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("ConnectionError", text);
}

QString explainCode(const ConnectionError& error)
{
    switch (error.code) {
    case wire::NOT_PERMITTED:
        return tr("The relay does not have this, or does not allow it to this device.");
    case wire::TOKEN_REFUSED:
        return tr("The relay did not accept the delivery token. It has probably changed: the "
                  "contact's card is fetched again.");
    case wire::QUEUE_FULL:
        return tr("The mailbox is full until its owner has read it. It is tried again later.");
    case wire::TOO_LARGE:
        return tr("This is larger than the relay accepts. Send something smaller.");
    case wire::CONFLICT:
        return tr("Another device was faster. The newest state is read, and it is tried again.");
    case wire::INVALID:
        return tr("The relay found an error in what was sent. If this program is up to date, "
                  "please report it.");
    case wire::QUOTA:
        return tr("The relay's operator allows no more of this. Delete something, or ask the "
                  "operator.");
    case wire::RATE_LIMITED:
        return tr("This was too much at once for the relay. It is tried again shortly.");
    case wire::STORAGE_FULL:
        return tr("The relay's disk is full, nothing was stored. Tell its operator, or use another "
                  "relay.");
    case wire::UNAVAILABLE:
        return tr("The relay cannot do this at the moment. It is tried again shortly.");
    case wire::SUPERSEDED:
        return tr(
            "This mailbox was opened somewhere else. If that was not you, look at the list of "
            "your devices.");
    case wire::SHUTTING_DOWN:
        return tr("The relay is restarting. The connection comes back by itself.");
    case wire::TOO_SLOW:
        return tr("The connection was too slow for the relay. It comes back by itself.");
    default:
        return tr("The relay refused what this program asked. If both are up to date, please "
                  "report it.");
    }
}

} // namespace

QString explain(const ConnectionError& error)
{
    switch (error.kind) {
    case ErrorKind::Unreachable:
        return tr("The relay cannot be reached. Check the network; the relay may also be down.");
    case ErrorKind::ProxyRefused:
        return tr("The proxy cannot be reached, or does not let this program through. Check that "
                  "it runs, and its settings. Nothing is sent beside it.");
    case ErrorKind::TlsFailed:
        return tr("No secure connection to the relay's server. Its certificate or the clock of "
                  "this computer may be wrong.");
    case ErrorKind::NoRelay:
        return tr("There is a server at this address, but no Sotto relay. Check host and port; a "
                  "network may also ask you to log in first.");
    case ErrorKind::HandshakeRefused:
        return tr("The relay did not let this program in and gave no reason. It may be busy; it is "
                  "tried again.");
    case ErrorKind::WrongRelayKey:
        return tr("What answers is not the relay of this address: its key is another one. Nothing "
                  "was sent to it. Check the address with the relay's operator.");
    case ErrorKind::WrongAccessKey:
        return tr("The relay does not accept this address any more. Ask its operator for a new "
                  "one.");
    case ErrorKind::ClientTooOld:
        return tr("The relay needs a newer version of this program. Please update it.");
    case ErrorKind::RelayTooOld:
        return tr("The relay is older than this program and must be updated by its operator.");
    case ErrorKind::Refused:
    case ErrorKind::Dismissed:
        return explainCode(error);
    case ErrorKind::Lost:
        return tr("The connection to the relay was lost. It comes back by itself.");
    case ErrorKind::TimedOut:
        return tr("The relay did not answer in time. Check the network, and try again.");
    case ErrorKind::Cancelled:
        return tr("Cancelled.");
    case ErrorKind::ProtocolBroken:
        return tr("The relay sent something that makes no sense. Check the address; if it goes on, "
                  "tell its operator.");
    case ErrorKind::LocalFailure:
        return tr("The file cannot be read or written. Check that it is there and that the disk "
                  "has space.");
    }
    return {};
}

} // namespace sotto::client
