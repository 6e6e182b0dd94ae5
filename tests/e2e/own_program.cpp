#include "tests/e2e/own_program.h"

#include "app/core/base/wire_bytes.h"
#include "app/core/profile.h"
#include "crypto/vault/card.h"
#include "net/client/anonymous_lookups.h"
#include "net/client/object_connection.h"
#include "tests/app/support/object_world.h"
#include "tests/net/client/memory_eapi_keeper.h"

#include <stdexcept>

namespace sotto::test {

namespace {

const QString kRefused = QStringLiteral("refused");

std::unique_ptr<core::Client> clientOf(const std::filesystem::path& folder,
                                       core::Environment& environment)
{
    auto profile = core::Profile::take(folder);
    auto key = profile ? profile->keyFromFile() : crypto::Unexpected(profile.error());
    auto database = key ? profile->openDatabase(*key, storage::OpenMode::ReadWrite)
                        : crypto::Unexpected(key.error());
    if (!database) {
        throw std::runtime_error("no profile: " + folder.string());
    }
    return std::make_unique<core::Client>(std::move(*database), environment);
}

/// "" of what the relay has done; its refusal, or why it said nothing.
template <class T> QString said(const std::optional<client::Outcome<T>>& outcome)
{
    if (!outcome) {
        return QStringLiteral("no answer");
    }
    if (*outcome) {
        return {};
    }
    const client::ConnectionError& error = outcome->error();
    const bool isRefusal =
        error.kind == client::ErrorKind::Refused || error.kind == client::ErrorKind::Dismissed;
    return isRefusal ? kRefused : QString::fromStdString(error.technical);
}

} // namespace

OwnProgram::OwnProgram(const std::filesystem::path& profile)
    : m_environment{m_random, m_clock, impatientOptions()}
    , m_client(clientOf(profile, m_environment))
    , m_parts(core::InsideOfClient::of(*m_client))
{}

QStringList OwnProgram::powers()
{
    const std::vector<std::pair<QString, QString>> all{
        {"post", post()},
        {"vault", logIn(crypto::ObjectKind::Vault)},
        {"record", logIn(crypto::ObjectKind::Recovery)},
        {"card", readCard()},
    };
    QStringList out;
    for (const auto& [name, answer] : all) {
        if (answer.isEmpty()) {
            out += name;
        } else if (answer != kRefused) {
            out += name + ": " + answer;
        }
    }
    return out;
}

QString OwnProgram::post()
{
    // Whoever may fetch prekeys may post: it takes the same token.
    const auto& other = m_parts.own.otherDevices().at(0);
    QString out;
    for (crypto::TokenCohort cohort = 0; cohort < crypto::kTokenCohorts; ++cohort) {
        std::optional<client::Outcome<sotto::wire::Prekeys>> outcome;
        const auto asking = client::fetchPrekeys(
            m_parts.objects.place(), *core::fixedOf<crypto::MailboxId>(other.mailbox()),
            *core::fixedOf<crypto::DeliveryToken>(m_parts.own.token(cohort)),
            [&](const auto& answer) { outcome = answer; });
        (void)waitFor([&] { return outcome.has_value(); });
        out = said(outcome);
        if (out.isEmpty()) {
            break;
        }
    }
    return out;
}

QString OwnProgram::logIn(crypto::ObjectKind kind)
{
    for (const core::OwnObject* const object : m_parts.objects.objects()) {
        const auto place = object->list().find(object->deviceKey().publicKey());
        if (object->list().kind() != kind || !place) {
            continue;
        }
        MemoryEapiKeeper keeper;
        client::ObjectConnection connection(
            m_parts.objects.place(),
            {{kind, object->id(), *place},
             std::make_shared<const crypto::SigningKey>(object->deviceKey().duplicate())},
            UINT64_MAX, keeper);
        std::optional<client::Outcome<sotto::wire::ObjectState>> outcome;
        connection.read(0, 0, [&](const auto& answer) { outcome = answer; });
        connection.start();
        (void)waitFor([&] { return outcome.has_value(); });
        return said(outcome);
    }
    return QStringLiteral("no such key");
}

QString OwnProgram::readCard()
{
    const crypto::ObjectId& card = m_parts.objects.cardObject().id();
    std::optional<client::Outcome<sotto::wire::ObjectState>> outcome;
    const auto asking = client::readCard(m_parts.objects.place(), card, 0, 0,
                                         [&](const auto& answer) { outcome = answer; });
    (void)waitFor([&] { return outcome.has_value(); });
    if (!outcome || !*outcome) {
        return said(outcome);
    }
    const auto open = crypto::openCard(card, m_parts.own.sharedKey().cardSlotKey(),
                                       crypto::asBytes((*outcome)->version().body()));
    return open ? QString() : kRefused;
}

} // namespace sotto::test
