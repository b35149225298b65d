#include "lwm2m/codec/link_format.hpp"

#include <fmt/format.h>

namespace agent::lwm2m::codec {

LinkWriter& LinkWriter::link(const ObjectPath& path) {
    if (!text_.empty()) text_.push_back(',');
    text_.append("<").append(path.under({}).text()).append(">");
    return *this;
}

LinkWriter& LinkWriter::attribute(std::string_view name, std::string_view value) {
    text_.append(";").append(name).append("=").append(value);
    return *this;
}

LinkWriter& LinkWriter::attribute(std::string_view name) {
    text_.append(";").append(name);
    return *this;
}

LinkWriter& LinkWriter::quoted(std::string_view name, std::string_view value) {
    text_.append(";").append(name).append("=\"");
    for (const char c : value) {
        if (c == '"' || c == '\\') text_.push_back('\\');
        text_.push_back(c);
    }
    text_.push_back('"');
    return *this;
}

namespace {

class LinkParser {
public:
    explicit LinkParser(std::string_view text) : text_(text) {}

    Outcome<std::vector<Link>> run() {
        std::vector<Link> links;
        skip_blanks();
        while (position_ < text_.size()) {
            Link link;
            if (!take('<') || !until('>', link.target)) return failure();
            while (take(';'))
                if (!attribute(link)) return failure();
            links.push_back(std::move(link));
            if (position_ == text_.size()) break;
            if (!take(',') || position_ == text_.size()) return failure();
        }
        return links;
    }

private:
    Failure failure() const {
        return {coap::code::bad_request, fmt::format("link format at byte {}: no link", position_)};
    }
    void skip_blanks() {
        while (position_ < text_.size() && (text_[position_] == ' ' || text_[position_] == '\n')) ++position_;
    }
    bool take(char wanted) {
        skip_blanks();
        if (position_ == text_.size() || text_[position_] != wanted) return false;
        ++position_;
        skip_blanks();
        return true;
    }
    bool until(char end, std::string& into) {
        const auto stop = text_.find(end, position_);
        if (stop == std::string_view::npos) return false;
        into = text_.substr(position_, stop - position_);
        position_ = stop + 1;
        return true;
    }
    bool attribute(Link& link) {
        const auto stop = std::min(text_.find_first_of("=;,", position_), text_.size());
        std::string name(text_.substr(position_, stop - position_));
        position_ = stop;
        if (name.empty()) return false;
        if (!take('=')) {
            link.attributes.emplace_back(std::move(name), std::nullopt);
            return true;
        }
        std::string value;
        if (!value_of(value)) return false;
        link.attributes.emplace_back(std::move(name), std::move(value));
        return true;
    }
    bool value_of(std::string& value) {
        if (position_ == text_.size() || text_[position_] != '"') {
            const auto stop = std::min(text_.find_first_of(";,", position_), text_.size());
            value = text_.substr(position_, stop - position_);
            position_ = stop;
            return true;
        }
        for (++position_; position_ < text_.size(); ++position_) {
            if (text_[position_] == '"') {
                ++position_;
                return true;
            }
            if (text_[position_] == '\\' && position_ + 1 < text_.size()) ++position_;
            value.push_back(text_[position_]);
        }
        return false;
    }

    std::string_view text_;
    std::size_t position_ = 0;
};

}  // namespace

Outcome<std::vector<Link>> parse_links(std::string_view text) { return LinkParser(text).run(); }

}  // namespace agent::lwm2m::codec
