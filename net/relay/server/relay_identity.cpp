#include "net/relay/server/relay_identity.h"

#include "crypto/primitives/base64url.h"
#include "net/relay/server/key_file.h"

#include <cerrno>
#include <cstring>
#include <sys/stat.h>

namespace sotto::relay {

using crypto::Unexpected;

namespace {

// relay.key: this line; the seed; the fingerprint of the key it makes, which shows damage. Each
// value has 43 characters, each line ends in '\n'.
constexpr std::string_view kIdentityHead = "sotto-relay-key 1\n";
constexpr std::size_t kValueLength = crypto::base64UrlLength(32);
constexpr std::size_t kIdentityBytes = kIdentityHead.size() + 2 * (kValueLength + 1);

std::string_view textOf(crypto::ByteView bytes)
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

crypto::SecretBytes identityContent(const crypto::SigningKey& key)
{
    crypto::SecretBytes content(crypto::asBytes(kIdentityHead));
    crypto::appendBase64Url(content, key.seed().view());
    content.append(crypto::asBytes("\n"));
    content.append(crypto::asBytes(crypto::toBase64Url(crypto::fingerprintOf(key.publicKey()))));
    content.append(crypto::asBytes("\n"));
    return content;
}

std::optional<crypto::SigningKey> parseIdentity(crypto::ByteView content)
{
    if (content.size() != kIdentityBytes || !textOf(content).starts_with(kIdentityHead)) {
        return std::nullopt;
    }
    const auto bytes =
        crypto::fromBase64Url(textOf(content.subspan(kIdentityHead.size(), kValueLength)));
    if (!bytes || bytes->size() != crypto::SigningSeed::kSize) {
        return std::nullopt;
    }
    crypto::SigningKey key(crypto::SigningSeed(bytes->view().first<crypto::SigningSeed::kSize>()));
    // One content for one key: compares fingerprint and line ends as well.
    if (!crypto::equalConstantTime(identityContent(key).view(), content)) {
        return std::nullopt;
    }
    return key;
}

/// 43 characters and at most one line end.
std::optional<crypto::AccessKey> parseAccessKey(crypto::ByteView content)
{
    std::string_view text = textOf(content);
    if (text.ends_with('\n')) {
        text.remove_suffix(text.ends_with("\r\n") ? 2 : 1);
    }
    const auto bytes = crypto::fromBase64Url(text);
    if (!bytes || bytes->size() != crypto::AccessKey::kSize) {
        return std::nullopt;
    }
    crypto::AccessKey key(bytes->view().first<crypto::AccessKey::kSize>());
    if (key == crypto::AccessKey()) {
        return std::nullopt;
    }
    return key;
}

crypto::Result<std::optional<crypto::AccessKey>, std::string>
readAccessKey(const std::filesystem::path& path, KeyFileReaders readers)
{
    SOTTO_TRY(content, readKeyFile(path, readers));
    if (!content) {
        return std::optional<crypto::AccessKey>();
    }
    auto key = parseAccessKey(content->view());
    if (!key) {
        return Unexpected(path.string() +
                          " holds no access key, which is 43 characters in one line. Restore it "
                          "from a backup; or remove it, and let --access-key generate make a new "
                          "one, for a new address that every client must be given.");
    }
    return key;
}

} // namespace

crypto::Result<RelayIdentity, std::string> openIdentity(const std::filesystem::path& data,
                                                        MissingKey missing, crypto::Random& random)
{
    const std::filesystem::path path = data / kRelayKeyFile;
    SOTTO_TRY(content, readKeyFile(path, KeyFileReaders::OwnerOnly));
    if (content) {
        auto key = parseIdentity(content->view());
        if (!key) {
            return Unexpected(path.string() +
                              " is damaged. Restore it from a backup. Without it the relay has no "
                              "address that its clients trust.");
        }
        return RelayIdentity{std::move(*key), false};
    }
    if (missing == MissingKey::Refuse) {
        return Unexpected(path.string() +
                          " is missing, though there is data beside it. Restore it from a backup: "
                          "a new key would be a new address, which no client trusts. To begin anew "
                          "in spite of that, name an empty folder.");
    }
    // Before the store is: were that first, a kill in between would leave data without a key.
    if (::mkdir(data.c_str(), S_IRWXU) != 0 && errno != EEXIST) {
        return Unexpected("The data folder " + data.string() +
                          " cannot be made: " + std::strerror(errno) +
                          ". Check the path of --data, and that this user may write there.");
    }
    crypto::SigningKey key = crypto::SigningKey::generate(random);
    SOTTO_CHECK(createKeyFile(path, identityContent(key).view()));
    return RelayIdentity{std::move(key), true};
}

crypto::Result<crypto::AccessKey, std::string> openAccessKey(const std::filesystem::path& data,
                                                             const AccessKeyOption& option,
                                                             crypto::Random& random)
{
    using Source = AccessKeyOption::Source;
    if (option.source == Source::None) {
        return crypto::AccessKey();
    }
    if (option.source == Source::Given) {
        return option.key.duplicate();
    }
    if (option.source == Source::File) {
        SOTTO_TRY(key, readAccessKey(option.file, KeyFileReaders::NotEverybody));
        if (!key) {
            return Unexpected("--access-key: " + option.file.string() +
                              " does not exist; check the path.");
        }
        return std::move(*key);
    }
    const std::filesystem::path path = data / kAccessKeyFile;
    SOTTO_TRY(kept, readAccessKey(path, KeyFileReaders::OwnerOnly));
    if (kept) {
        return std::move(*kept);
    }
    if (option.source == Source::Kept) {
        return crypto::AccessKey();
    }
    auto key = random.make<crypto::AccessKey>();
    crypto::SecretBytes content;
    crypto::appendBase64Url(content, key.view());
    content.append(crypto::asBytes("\n"));
    SOTTO_CHECK(createKeyFile(path, content.view()));
    return key;
}

crypto::Result<void, std::string> copyKeyFiles(const std::filesystem::path& data,
                                               const std::filesystem::path& target)
{
    for (const char* name : {kRelayKeyFile, kAccessKeyFile}) {
        SOTTO_TRY(content, readKeyFile(data / name, KeyFileReaders::OwnerOnly));
        if (content) {
            SOTTO_CHECK(createKeyFile(target / name, content->view()));
        } else if (name == kRelayKeyFile) {
            return Unexpected((data / name).string() +
                              " is missing; a backup without it would be of no use.");
        }
    }
    return {};
}

crypto::SecretBytes addressText(const RelayOptions& options, const ListenAddress& bound,
                                const crypto::SigningPublicKey& relayKey,
                                const crypto::AccessKey& accessKey)
{
    crypto::RelayAddress address;
    address.host = options.publicHost        ? options.publicHost->host
                   : bound.host == "0.0.0.0" ? "127.0.0.1"
                   : bound.host == "::"      ? "::1"
                                             : bound.host;
    address.port = options.publicHost ? options.publicHost->port.value_or(bound.port) : bound.port;
    address.fingerprint = crypto::fingerprintOf(relayKey);
    address.accessKey = accessKey.duplicate();
    return address.format();
}

} // namespace sotto::relay
