import QtQuick

// The eight colours of people and groups without a picture: slate, rose, clay, ochre, moss, pine,
// sky, iris. An index is the first byte of the account's or group's identifier; 8 and more start
// again from the first.
QtObject {
    id: avatars

    required property bool dark

    readonly property int count: lightBackgrounds.length

    readonly property list<color> lightBackgrounds: ["#dde3e9", "#f3dce1", "#f3dfd1", "#efe6c8", "#dfe8d1", "#d2e8dc", "#d5e5f2", "#e3def3"]
    readonly property list<color> lightTexts: ["#3a4a5a", "#87304a", "#80401b", "#675000", "#45591f", "#1b5f41", "#1e537d", "#514297"]
    readonly property list<color> darkBackgrounds: ["#333d47", "#4b2a34", "#493325", "#413918", "#333e20", "#1e4032", "#203b50", "#383157"]
    readonly property list<color> darkTexts: ["#c5d1dd", "#f0b8c6", "#eec0a2", "#e0cc82", "#c3d79e", "#9ad7ba", "#a6d0ee", "#cac0f3"]

    // What lies behind the initials.
    function background(index: int): color {
        return (avatars.dark ? avatars.darkBackgrounds : avatars.lightBackgrounds)[index % avatars.count];
    }

    // The initials, or the name of an author in a group.
    function text(index: int): color {
        return (avatars.dark ? avatars.darkTexts : avatars.lightTexts)[index % avatars.count];
    }
}
