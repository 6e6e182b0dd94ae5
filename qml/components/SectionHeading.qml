import QtQuick
import Sotto.Theme

// The heading of a section of a page, or with `group` the small label above a group of rows.
//
//   text   plain (required)
//   lead   a sentence below
//   group  small, above rows
Column {
    id: section

    required property string text
    property string lead
    property bool group: false

    spacing: section.group ? 0 : Theme.space.xs

    Label {
        width: section.width
        text: section.text
        type: section.group ? Theme.type.captionStrong : Theme.type.heading
        color: section.group ? Theme.color.text2 : Theme.color.text
        wrapMode: Text.Wrap
        Accessible.role: Accessible.Heading
        Accessible.name: section.text
    }
    Label {
        width: section.width
        visible: section.lead.length > 0
        text: section.lead
        color: Theme.color.text2
        wrapMode: Text.Wrap
    }
}
