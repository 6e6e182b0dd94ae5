#pragma once

#include "app/storage/database.h"
#include "crypto/base/secret.h"

#include <optional>
#include <string>

namespace sotto::storage {

/// A prepared statement, kept for many uses. Parameters count from 1, columns from 0. Each method
/// @throws StorageFailure.
class Statement
{
public:
    Statement(Database& database, std::string_view sql);
    Statement(Statement&&) noexcept;
    Statement& operator=(Statement&&) noexcept;
    ~Statement();

    /// Resets, forgets the parameters, and takes new ones in order. Blobs and texts are not copied:
    /// they must live until the statement has been run.
    template <class... Values> Statement& with(const Values&... values)
    {
        reset();
        int parameter = 0;
        (bind(++parameter, values), ...);
        return *this;
    }
    /// True while there is a row. Who stops before it is false calls reset(): an open statement
    /// keeps what it has seen from being changed, and memory of its parameters in use.
    [[nodiscard]] bool step();
    /// For statements that return no row.
    void run();

    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] bool boolean(int column) const { return integer(column) != 0; }
    /// A number of an enum's type.
    template <class Enum> [[nodiscard]] Enum as(int column) const
    {
        return static_cast<Enum>(integer(column));
    }
    /// A value of fixed size. @throws StorageFailure (Damaged) if it has another one.
    template <class Fixed> [[nodiscard]] Fixed fixed(int column) const
    {
        return Fixed(sized(column, Fixed::kSize).template first<Fixed::kSize>());
    }
    [[nodiscard]] std::string text(int column) const;
    [[nodiscard]] crypto::Bytes blob(int column) const;
    [[nodiscard]] crypto::SecretBytes secret(int column) const;
    /// Valid until the next step.
    [[nodiscard]] crypto::ByteView view(int column) const;
    [[nodiscard]] bool isNull(int column) const;

    void reset();

private:
    void bind(int parameter, std::int64_t value);
    void bind(int parameter, int value) { bind(parameter, std::int64_t{value}); }
    void bind(int parameter, bool value) { bind(parameter, std::int64_t{value}); }
    void bind(int parameter, std::string_view value);
    void bind(int parameter, const std::string& value) { bind(parameter, std::string_view(value)); }
    void bind(int parameter, const char* value) { bind(parameter, std::string_view(value)); }
    void bind(int parameter, crypto::ByteView value);
    void bind(int parameter, const crypto::Bytes& value)
    {
        bind(parameter, crypto::ByteView(value));
    }
    void bind(int parameter, const crypto::SecretBytes& value) { bind(parameter, value.view()); }
    void bind(int parameter, std::nullptr_t);
    template <class Enum>
    requires std::is_enum_v<Enum>
    void bind(int parameter, Enum value) { bind(parameter, static_cast<std::int64_t>(value)); }
    template <class Tag, std::size_t N>
    void bind(int parameter, const crypto::FixedBytes<Tag, N>& value)
    {
        bind(parameter, crypto::ByteView(value.view()));
    }
    template <class Value> void bind(int parameter, const std::optional<Value>& value)
    {
        if (value) {
            bind(parameter, *value);
        } else {
            bind(parameter, nullptr);
        }
    }
    [[nodiscard]] crypto::ByteView sized(int column, std::size_t size) const;
    void check(int code);
    void checkPages() const;

    sqlite3* m_database = nullptr;
    sqlite3_stmt* m_statement = nullptr;
};

} // namespace sotto::storage
