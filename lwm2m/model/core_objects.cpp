// The core objects in the versions that LwM2M 1.1 names (LwM2M Core 1.1.1 Appendix E); 10, 19 and 25 as registered. A
// test compares every row with the registry's XML.
#include <array>
#include <memory>
#include <span>

#include "lwm2m/model/registry_xml.hpp"

namespace agent::lwm2m {
namespace {

constexpr bool multiple = true;
constexpr bool single = false;
constexpr bool mandatory = true;
constexpr bool optional = false;

struct Row {
    Id id;
    const char* name;
    std::string_view operations;
    bool multiple;
    bool mandatory;
    DataType type;
    std::string_view range;
    const char* units;
};

constexpr Row security[] = {
    {0, "LWM2M Server URI", "", single, mandatory, DataType::string, "0..255 bytes", ""},
    {1, "Bootstrap-Server", "", single, mandatory, DataType::boolean, "", ""},
    {2, "Security Mode", "", single, mandatory, DataType::integer, "0..4", ""},
    {3, "Public Key or Identity", "", single, mandatory, DataType::opaque, "", ""},
    {4, "Server Public Key", "", single, mandatory, DataType::opaque, "", ""},
    {5, "Secret Key", "", single, mandatory, DataType::opaque, "", ""},
    {6, "SMS Security Mode", "", single, optional, DataType::integer, "0..255", ""},
    {7, "SMS Binding Key Parameters", "", single, optional, DataType::opaque, "6", ""},
    {8, "SMS Binding Secret Key(s)", "", single, optional, DataType::opaque, "16,32,48", ""},
    {9, "LwM2M Server SMS Number", "", single, optional, DataType::string, "", ""},
    {10, "Short Server ID", "", single, optional, DataType::integer, "1..65534", ""},
    {11, "Client Hold Off Time", "", single, optional, DataType::integer, "", "s"},
    {12, "Bootstrap-Server Account Timeout", "", single, optional, DataType::integer, "", "s"},
    {13, "Matching Type", "", single, optional, DataType::unsigned_integer, "0..3", "s"},
    {14, "SNI", "", single, optional, DataType::string, "", ""},
    {15, "Certificate Usage", "", single, optional, DataType::unsigned_integer, "0..3", "s"},
    {16, "DTLS/TLS Ciphersuite", "", multiple, optional, DataType::unsigned_integer, "", ""},
    {17, "OSCORE Security Mode", "", single, optional, DataType::object_link, "", ""},
};

constexpr Row server[] = {
    {0, "Short Server ID", "R", single, mandatory, DataType::integer, "1..65534", ""},
    {1, "Lifetime", "RW", single, mandatory, DataType::integer, "", "s"},
    {2, "Default Minimum Period", "RW", single, optional, DataType::integer, "", "s"},
    {3, "Default Maximum Period", "RW", single, optional, DataType::integer, "", "s"},
    {4, "Disable", "E", single, optional, DataType::none, "", ""},
    {5, "Disable Timeout", "RW", single, optional, DataType::integer, "", "s"},
    {6, "Notification Storing When Disabled or Offline", "RW", single, mandatory, DataType::boolean, "", ""},
    {7, "Binding", "RW", single, mandatory, DataType::string,
     "The possible values are those listed in the LwM2M Core Specification", ""},
    {8, "Registration Update Trigger", "E", single, mandatory, DataType::none, "", ""},
    {9, "Bootstrap-Request Trigger", "E", single, optional, DataType::none, "", ""},
    {10, "APN Link", "RW", single, optional, DataType::object_link, "", ""},
    {11, "TLS-DTLS Alert Code", "R", single, optional, DataType::unsigned_integer, "0..255", ""},
    {12, "Last Bootstrapped", "R", single, optional, DataType::time, "", ""},
    {13, "Registration Priority Order", "", single, optional, DataType::unsigned_integer, "", ""},
    {14, "Initial Registration Delay Timer", "", single, optional, DataType::unsigned_integer, "", "s"},
    {15, "Registration Failure Block", "", single, optional, DataType::boolean, "", ""},
    {16, "Bootstrap on Registration Failure", "", single, optional, DataType::boolean, "", ""},
    {17, "Communication Retry Count", "", single, optional, DataType::unsigned_integer, "", ""},
    {18, "Communication Retry Timer", "", single, optional, DataType::unsigned_integer, "", "s"},
    {19, "Communication Sequence Delay Timer", "", single, optional, DataType::unsigned_integer, "", ""},
    {20, "Communication Sequence Retry Count", "", single, optional, DataType::unsigned_integer, "", ""},
    {21, "Trigger", "RW", single, optional, DataType::boolean, "", ""},
    {22, "Preferred Transport", "RW", single, optional, DataType::string,
     "The possible values are those listed in the LwM2M Core Specification", ""},
    {23, "Mute Send", "RW", single, optional, DataType::boolean, "", ""},
};

constexpr Row access_control[] = {
    {0, "Object ID", "R", single, mandatory, DataType::integer, "1..65534", ""},
    {1, "Object Instance ID", "R", single, mandatory, DataType::integer, "0..65535", ""},
    {2, "ACL", "RW", multiple, optional, DataType::integer, "16-bit", ""},
    {3, "Access Control Owner", "RW", single, mandatory, DataType::integer, "0..65535", ""},
};

constexpr Row device[] = {
    {0, "Manufacturer", "R", single, optional, DataType::string, "", ""},
    {1, "Model Number", "R", single, optional, DataType::string, "", ""},
    {2, "Serial Number", "R", single, optional, DataType::string, "", ""},
    {3, "Firmware Version", "R", single, optional, DataType::string, "", ""},
    {4, "Reboot", "E", single, mandatory, DataType::none, "", ""},
    {5, "Factory Reset", "E", single, optional, DataType::none, "", ""},
    {6, "Available Power Sources", "R", multiple, optional, DataType::integer, "0..7", ""},
    {7, "Power Source Voltage", "R", multiple, optional, DataType::integer, "", ""},
    {8, "Power Source Current", "R", multiple, optional, DataType::integer, "", ""},
    {9, "Battery Level", "R", single, optional, DataType::integer, "0..100", "%"},
    {10, "Memory Free", "R", single, optional, DataType::integer, "", ""},
    {11, "Error Code", "R", multiple, mandatory, DataType::integer, "0..8", ""},
    {12, "Reset Error Code", "E", single, optional, DataType::none, "", ""},
    {13, "Current Time", "RW", single, optional, DataType::time, "", ""},
    {14, "UTC Offset", "RW", single, optional, DataType::string, "", ""},
    {15, "Timezone", "RW", single, optional, DataType::string, "", ""},
    {16, "Supported Binding and Modes", "R", single, mandatory, DataType::string, "", ""},
    {17, "Device Type", "R", single, optional, DataType::string, "", ""},
    {18, "Hardware Version", "R", single, optional, DataType::string, "", ""},
    {19, "Software Version", "R", single, optional, DataType::string, "", ""},
    {20, "Battery Status", "R", single, optional, DataType::integer, "0..6", ""},
    {21, "Memory Total", "R", single, optional, DataType::integer, "", ""},
    {22, "ExtDevInfo", "R", multiple, optional, DataType::object_link, "", ""},
};

constexpr Row connectivity_monitoring[] = {
    {0, "Network Bearer", "R", single, mandatory, DataType::integer, "0..50", ""},
    {1, "Available Network Bearer", "R", multiple, mandatory, DataType::integer, "0..50", ""},
    {2, "Radio Signal Strength", "R", single, mandatory, DataType::integer, "", ""},
    {3, "Link Quality", "R", single, optional, DataType::integer, "", ""},
    {4, "IP Addresses", "R", multiple, mandatory, DataType::string, "", ""},
    {5, "Router IP Addresses", "R", multiple, optional, DataType::string, "", ""},
    {6, "Link Utilization", "R", single, optional, DataType::integer, "0..100", "%"},
    {7, "APN", "R", multiple, optional, DataType::string, "", ""},
    {8, "Cell ID", "R", single, optional, DataType::integer, "", ""},
    {9, "SMNC", "R", single, optional, DataType::integer, "0..999", ""},
    {10, "SMCC", "R", single, optional, DataType::integer, "0..999", ""},
    {11, "SignalSNR", "R", single, optional, DataType::integer, "", "dB"},
    {12, "LAC", "R", single, optional, DataType::integer, "", ""},
};

constexpr Row firmware_update[] = {
    {0, "Package", "W", single, mandatory, DataType::opaque, "", ""},
    {1, "Package URI", "RW", single, mandatory, DataType::string, "0..255", ""},
    {2, "Update", "E", single, mandatory, DataType::none, "", ""},
    {3, "State", "R", single, mandatory, DataType::integer, "0..3", ""},
    {5, "Update Result", "R", single, mandatory, DataType::integer, "0..9", ""},
    {6, "PkgName", "R", single, optional, DataType::string, "0..255", ""},
    {7, "PkgVersion", "R", single, optional, DataType::string, "0..255", ""},
    {8, "Firmware Update Protocol Support", "R", multiple, optional, DataType::integer, "0..5", ""},
    {9, "Firmware Update Delivery Method", "R", single, mandatory, DataType::integer, "0..2", ""},
};

constexpr Row location[] = {
    {0, "Latitude", "R", single, mandatory, DataType::floating, "", "lat"},
    {1, "Longitude", "R", single, mandatory, DataType::floating, "", "lon"},
    {2, "Altitude", "R", single, optional, DataType::floating, "", "m"},
    {3, "Radius", "R", single, optional, DataType::floating, "", "m"},
    {4, "Velocity", "R", single, optional, DataType::opaque, "", ""},
    {5, "Timestamp", "R", single, mandatory, DataType::time, "", ""},
    {6, "Speed", "R", single, optional, DataType::floating, "", "m/s"},
};

constexpr Row connectivity_statistics[] = {
    {0, "SMS Tx Counter", "R", single, optional, DataType::integer, "", ""},
    {1, "SMS Rx Counter", "R", single, optional, DataType::integer, "", ""},
    {2, "Tx Data", "R", single, optional, DataType::integer, "", ""},
    {3, "Rx Data", "R", single, optional, DataType::integer, "", ""},
    {4, "Max Message Size", "R", single, optional, DataType::integer, "", "B"},
    {5, "Average Message Size", "R", single, optional, DataType::integer, "", "B"},
    {6, "Start", "E", single, mandatory, DataType::none, "", ""},
    {7, "Stop", "E", single, mandatory, DataType::none, "", ""},
    {8, "Collection Period", "RW", single, optional, DataType::integer, "", "s"},
};

constexpr Row cellular_connectivity[] = {
    {0, "SMSC address", "RW", single, optional, DataType::string, "", ""},
    {1, "Disable radio period", "RW", single, optional, DataType::integer, "0..65535", ""},
    {2, "Module activation code", "RW", single, optional, DataType::string, "", ""},
    {3, "Vendor specific extensions", "R", single, optional, DataType::object_link, "", ""},
    {4, "PSM Timer", "RW", single, optional, DataType::integer, "", "s"},
    {5, "Active Timer", "RW", single, optional, DataType::integer, "", "s"},
    {7, "eDRX parameters for Iu mode", "RW", single, optional, DataType::opaque, "0..255", ""},
    {8, "eDRX parameters for WB-S1 mode", "RW", single, optional, DataType::opaque, "0..255", ""},
    {9, "eDRX parameters for NB-S1 mode", "RW", single, optional, DataType::opaque, "0..255", ""},
    {10, "eDRX parameters for A/Gb mode", "RW", single, optional, DataType::opaque, "0..255", ""},
    {11, "Activated Profile Names", "R", multiple, mandatory, DataType::object_link, "", ""},
    {12, "Supported Power Saving Modes", "R", single, optional, DataType::unsigned_integer, "0..255", ""},
    {13, "Active Power Saving Modes", "RW", single, optional, DataType::unsigned_integer, "0..255", ""},
    {14, "Release Assistance Indication Usage", "RW", single, optional, DataType::unsigned_integer, "0..255", ""},
};

constexpr Row binary_app_data_container[] = {
    {0, "Data", "RW", multiple, mandatory, DataType::opaque, "", ""},
    {1, "Data Priority", "RW", single, optional, DataType::integer, "1 bytes", ""},
    {2, "Data Creation Time", "RW", single, optional, DataType::time, "", ""},
    {3, "Data Description", "RW", single, optional, DataType::string, "32 bytes", ""},
    {4, "Data Format", "RW", single, optional, DataType::string, "32 bytes", ""},
    {5, "App ID", "RW", single, optional, DataType::integer, "2 bytes", ""},
};

constexpr Row gateway[] = {
    {0, "Device ID", "R", single, mandatory, DataType::string, "", ""},
    {1, "Prefix", "R", single, mandatory, DataType::string, "", ""},
    {3, "IoT Device Objects", "R", single, mandatory, DataType::core_link, "", ""},
};

struct ObjectRow {
    Id id;
    const char* name;
    const char* urn;
    Version version;
    Version lwm2m_version;
    bool multiple;
    bool mandatory;
    std::span<const Row> resources;
};

constexpr ObjectRow objects[] = {
    {0, "LWM2M Security", "urn:oma:lwm2m:oma:0:1.1", {1, 1}, {1, 1}, multiple, mandatory, security},
    {1, "LwM2M Server", "urn:oma:lwm2m:oma:1:1.1", {1, 1}, {1, 1}, multiple, mandatory, server},
    {2, "LwM2M Access Control", "urn:oma:lwm2m:oma:2", {1, 0}, {1, 0}, multiple, optional, access_control},
    {3, "Device", "urn:oma:lwm2m:oma:3:1.1", {1, 1}, {1, 1}, single, mandatory, device},
    {4,
     "Connectivity Monitoring",
     "urn:oma:lwm2m:oma:4:1.2",
     {1, 2},
     {1, 1},
     single,
     optional,
     connectivity_monitoring},
    {5, "Firmware Update", "urn:oma:lwm2m:oma:5", {1, 0}, {1, 0}, single, optional, firmware_update},
    {6, "Location", "urn:oma:lwm2m:oma:6", {1, 0}, {1, 0}, single, optional, location},
    {7, "Connectivity Statistics", "urn:oma:lwm2m:oma:7", {1, 0}, {1, 0}, single, optional, connectivity_statistics},
    {10,
     "LWM2M Cellular Connectivity",
     "urn:oma:lwm2m:oma:10:1.1",
     {1, 1},
     {1, 1},
     single,
     optional,
     cellular_connectivity},
    {19,
     "BinaryAppDataContainer",
     "urn:oma:lwm2m:oma:19",
     {1, 0},
     {1, 0},
     multiple,
     optional,
     binary_app_data_container},
    {25, "LwM2M Gateway", "urn:oma:lwm2m:oma:25:2.0", {2, 0}, {1, 1}, multiple, optional, gateway},
};

std::unique_ptr<ObjectDefinition> build(const ObjectRow& row) {
    auto object = std::make_unique<ObjectDefinition>(
        ObjectDefinition{row.id, row.name, row.urn, row.version, row.lwm2m_version, row.multiple, row.mandatory, {}});
    object->resources.reserve(row.resources.size());
    for (const auto& resource : row.resources) {
        object->resources.push_back(
            {.id = resource.id,
             .name = resource.name,
             .operations = {resource.operations.find('R') != std::string_view::npos,
                            resource.operations.find('W') != std::string_view::npos, resource.operations == "E"},
             .multiple = resource.multiple,
             .mandatory = resource.mandatory,
             .type = resource.type,
             .range = parse_range(resource.type, resource.range),
             .range_text = std::string(resource.range),
             .units = resource.units});
    }
    return object;
}

}  // namespace

const ObjectDefinition* core_definition(Id object) {
    // Built when first asked for: an agent uses two or three of them.
    static std::array<std::unique_ptr<ObjectDefinition>, std::size(objects)> built;
    for (std::size_t i = 0; i < std::size(objects); ++i) {
        if (objects[i].id != object) continue;
        if (!built[i]) built[i] = build(objects[i]);
        return built[i].get();
    }
    return nullptr;
}

}  // namespace agent::lwm2m
