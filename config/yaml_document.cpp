#include "config/yaml_document.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <sstream>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "config/quoting.hpp"
#include "lwm2m/model/utf8.hpp"

namespace agent::config {
namespace {

Place place_of(const YAML::Mark& mark) {
    return mark.is_null() ? Place{} : Place{.line = mark.line + 1, .column = mark.column + 1};
}

void set_file(Node& node, std::uint16_t file) {
    node.place.file = file;
    for (auto& item : node.items) set_file(item, file);
    for (auto& entry : node.entries) {
        set_file(entry.key, file);
        set_file(entry.value, file);
    }
}

/// What leaves the parser from inside an event.
struct Refused {
    YamlError error;
};

class Builder : public YAML::EventHandler {
public:
    explicit Builder(std::string_view text) : text_(text) {}
    Node take() { return std::move(root_); }

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        auto node = make(mark, Node::Kind::null);
        node.text = spelled_null(mark);
        add(std::move(node), anchor);
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto found = anchors_.find(anchor);
        if (found == anchors_.end()) throw Refused{{place_of(mark), "an alias inside of what it stands for"}};
        count(found->second, place_of(mark));
        add(found->second, 0);
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        auto node = make(mark, Node::Kind::scalar);
        node.quoted = quoted(tag, node.place);
        node.text = value;
        if (!node.quoted && (value.empty() || value == "~" || value == "null" || value == "Null" || value == "NULL")) {
            node.kind = Node::Kind::null;
        }
        add(std::move(node), anchor);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(mark, tag, anchor, Node::Kind::sequence);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(mark, tag, anchor, Node::Kind::map);
    }
    void OnMapEnd() override {
        merge(frames_.back().node);
        close();
    }

private:
    struct Frame {
        Node node;
        YAML::anchor_t anchor;
        std::optional<Node> key;
    };

    /// How nothing is written there; empty when it is not.
    std::string spelled_null(const YAML::Mark& mark) const {
        if (mark.pos < 0 || static_cast<std::size_t>(mark.pos) >= text_.size()) return {};
        const auto here = text_.substr(static_cast<std::size_t>(mark.pos));
        for (const std::string_view word : {"~", "null", "Null", "NULL"})
            if (here.starts_with(word)) return std::string(word);
        return {};
    }
    Node make(const YAML::Mark& mark, Node::Kind kind) {
        Node node{.kind = kind, .place = place_of(mark)};
        if (++nodes_ > most_yaml_nodes) too_large(node.place);
        return node;
    }
    static void too_large(Place place) {
        throw Refused{{place, fmt::format("the document holds more than {} values", most_yaml_nodes)}};
    }
    static bool quoted(const std::string& tag, Place place) {
        if (tag.empty() || tag == "?") return false;
        if (tag == "!" || tag == "tag:yaml.org,2002:str") return true;
        throw Refused{{place, "tags (!...) have no meaning here"}};
    }

    void open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Node::Kind kind) {
        if (frames_.size() >= most_yaml_depth) {
            throw Refused{{place_of(mark), fmt::format("nested more than {} levels deep", most_yaml_depth)}};
        }
        auto node = make(mark, kind);
        if (!tag.empty() && tag != "?" && tag != "!") quoted("!unknown", node.place);
        frames_.push_back({std::move(node), anchor, std::nullopt});
    }
    void close() {
        auto frame = std::move(frames_.back());
        frames_.pop_back();
        add(std::move(frame.node), frame.anchor);
    }

    void add(Node node, YAML::anchor_t anchor) {
        if (anchor != 0) {
            count(node, node.place);
            anchors_.insert_or_assign(anchor, node);
        }
        if (frames_.empty()) {
            root_ = std::move(node);
            return;
        }
        auto& frame = frames_.back();
        if (frame.node.kind == Node::Kind::sequence) {
            frame.node.items.push_back(std::move(node));
        } else if (frame.key) {
            // yaml-cpp places a value that is not there at whatever comes next
            if (node.kind == Node::Kind::null && node.text.empty()) node.place = frame.key->place;
            frame.node.entries.push_back({std::move(*frame.key), std::move(node)});
            frame.key.reset();
        } else {
            if (node.kind == Node::Kind::sequence || node.kind == Node::Kind::map) {
                throw Refused{{node.place, "a key has to be plain text"}};
            }
            node.kind = Node::Kind::scalar;
            frame.key = std::move(node);
        }
    }

    /// Copies cost what they hold, wherever they come from.
    void count(const Node& node, Place place) {
        expanded_bytes_ += node.text.size();
        if (++nodes_ > most_yaml_nodes || expanded_bytes_ > most_expanded_bytes) too_large(place);
        for (const auto& item : node.items) count(item, place);
        for (const auto& entry : node.entries) {
            count(entry.key, place);
            count(entry.value, place);
        }
    }

    void merge(Node& map) {
        std::vector<Node> sources;
        for (auto entry = map.entries.begin(); entry != map.entries.end();) {
            if (entry->key.text != "<<" || entry->key.quoted) {
                ++entry;
                continue;
            }
            sources.push_back(std::move(entry->value));
            entry = map.entries.erase(entry);
        }
        for (const auto& source : sources) merge_from(map, source);
    }
    void merge_from(Node& map, const Node& source) {
        if (source.kind == Node::Kind::sequence) {
            for (const auto& item : source.items) {
                if (item.kind == Node::Kind::sequence) throw Refused{{item.place, "<< takes a map or a list of maps"}};
                merge_from(map, item);
            }
            return;
        }
        if (source.kind != Node::Kind::map) throw Refused{{source.place, "<< takes a map or a list of maps"}};
        std::set<std::string> own;
        for (const auto& entry : map.entries) own.insert(entry.key.text);
        for (const auto& entry : source.entries) {
            if (own.contains(entry.key.text)) continue;
            count(entry.value, source.place);
            map.entries.push_back(entry);
        }
    }

    std::string_view text_;
    Node root_;
    std::vector<Frame> frames_;
    std::map<YAML::anchor_t, Node> anchors_;
    std::size_t nodes_ = 0;
    std::size_t expanded_bytes_ = 0;
};

std::string_view line_of(std::string_view text, int line) {
    for (; line > 1 && !text.empty(); --line) text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
    return text.substr(0, text.find('\n'));
}

/// The first byte that is not UTF-8 or is a control character other than TAB, LF and CR.
std::optional<std::size_t> first_non_text(std::string_view text) {
    const auto is_control = [](char letter) {
        const auto byte = static_cast<unsigned char>(letter);
        return (byte < 0x20 && letter != '\t' && letter != '\n' && letter != '\r') || byte == 0x7f;
    };
    const auto bad = lwm2m::first_non_utf8(text);
    const auto known = text.substr(0, bad.value_or(text.size()));
    const auto control = std::ranges::find_if(known, is_control);
    return control == known.end() ? bad : std::optional(static_cast<std::size_t>(control - known.begin()));
}

Place place_at(std::string_view text, std::size_t offset) {
    const auto before = text.substr(0, offset);
    const auto lines = std::ranges::count(before, '\n');
    const auto line = before.substr(lines > 0 ? before.rfind('\n') + 1 : 0);
    const auto begins = [](char letter) { return (static_cast<unsigned char>(letter) & 0xc0u) != 0x80u; };
    return {static_cast<int>(lines) + 1, static_cast<int>(std::ranges::count_if(line, begins)) + 1};
}

YamlError explain(const YAML::Exception& error, std::string_view text) {
    const auto place = place_of(error.mark);
    const auto line = line_of(text, place.line);
    const auto indentation = line.substr(0, line.find_first_not_of(" \t"));
    if (const auto tab = indentation.find('\t'); tab != std::string_view::npos) {
        return {{place.line, static_cast<int>(tab) + 1}, "a tab in the indentation: YAML wants spaces"};
    }
    return {place, "not YAML: " + printable(error.msg, 120)};
}

std::variant<Node, YamlError> parse_one(std::string_view text) {
    if (text.size() > most_yaml_bytes) {
        return YamlError{{}, fmt::format("the file is larger than {} KiB", most_yaml_bytes / 1024)};
    }
    if (const auto bad = first_non_text(text)) {
        return YamlError{place_at(text, *bad), "a byte that is not UTF-8 text, or a control character"};
    }
    std::istringstream stream{std::string(text)};
    Builder builder(text);
    try {
        YAML::Parser parser(stream);
        if (!parser.HandleNextDocument(builder)) return Node{};
        auto document = builder.take();
        Builder second(text);
        if (parser.HandleNextDocument(second)) {
            const auto place = second.take().place;
            return YamlError{place, "a second document (---): one file is one configuration"};
        }
        return document;
    } catch (const Refused& refused) {
        return refused.error;
    } catch (const YAML::Exception& error) {
        return explain(error, text);
    }
}

}  // namespace

std::variant<Node, YamlError> parse_yaml(std::string_view text, std::uint16_t file) {
    auto parsed = parse_one(text);
    if (auto* error = std::get_if<YamlError>(&parsed)) {
        error->place.file = file;
    } else if (file != 0) {
        set_file(std::get<Node>(parsed), file);
    }
    return parsed;
}

}  // namespace agent::config
