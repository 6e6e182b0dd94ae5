#include "app/core/base/relay_problem.h"

namespace sotto::core {

Problem problemOf(const client::ConnectionError& error)
{
    using client::ErrorKind;
    Problem out{ProblemKind::RelayUnreachable, error.technical};
    switch (error.kind) {
    case ErrorKind::WrongRelayKey:
        out.kind = ProblemKind::RelayWrong;
        break;
    case ErrorKind::Refused:
    case ErrorKind::Dismissed:
    case ErrorKind::HandshakeRefused:
    case ErrorKind::WrongAccessKey:
    case ErrorKind::ClientTooOld:
    case ErrorKind::RelayTooOld:
    case ErrorKind::ProtocolBroken:
        out.kind = ProblemKind::RelayRefused;
        break;
    default:
        break;
    }
    return out;
}

} // namespace sotto::core
