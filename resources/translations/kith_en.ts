<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>app::ChatNotifications</name>
    <message numerus="yes">
        <source>%n unread message(s)</source>
        <translation>
            <numerusform>%n unread message</numerusform>
            <numerusform>%n unread messages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LoginFacts</name>
    <message numerus="yes">
        <source>%n earlier try(ies) on outdated knowledge of the server</source>
        <translation>
            <numerusform>%n earlier try on outdated knowledge of the server</numerusform>
            <numerusform>%n earlier tries on outdated knowledge of the server</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n second(s)</source>
        <translation>
            <numerusform>%n second</numerusform>
            <numerusform>%n seconds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n minute(s)</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n hour(s)</source>
        <translation>
            <numerusform>%n hour</numerusform>
            <numerusform>%n hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n day(s)</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Resumed in %n round trip(s) after TLS, %1 in all</source>
        <translation>
            <numerusform>Resumed in %n round trip after TLS, %1 in all</numerusform>
            <numerusform>Resumed in %n round trips after TLS, %1 in all</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Signed in with %n round trip(s) after TLS, %1 in all</source>
        <translation>
            <numerusform>Signed in with %n round trip after TLS, %1 in all</numerusform>
            <numerusform>Signed in with %n round trips after TLS, %1 in all</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MessageView</name>
    <message numerus="yes">
        <source>%n new message(s)</source>
        <translation>
            <numerusform>%n new message</numerusform>
            <numerusform>%n new messages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>StatusLine</name>
    <message numerus="yes">
        <source>next try in %n second(s)</source>
        <translation>
            <numerusform>next try in %n second</numerusform>
            <numerusform>next try in %n seconds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>next try in %n minute(s)</source>
        <translation>
            <numerusform>next try in %n minute</numerusform>
            <numerusform>next try in %n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n round trip(s)</source>
        <translation>
            <numerusform>%n round trip</numerusform>
            <numerusform>%n round trips</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n message(s) waiting</source>
        <translation>
            <numerusform>%n message waiting</numerusform>
            <numerusform>%n messages waiting</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Time</name>
    <message numerus="yes">
        <source>Last seen %n minute(s) ago</source>
        <translation>
            <numerusform>Last seen %n minute ago</numerusform>
            <numerusform>Last seen %n minutes ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Last seen %n day(s) ago</source>
        <translation>
            <numerusform>Last seen %n day ago</numerusform>
            <numerusform>Last seen %n days ago</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>model::ChatListModel</name>
    <message numerus="yes">
        <source>at least %n unread</source>
        <translation>
            <numerusform>at least %n unread</numerusform>
            <numerusform>at least %n unread</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n unread</source>
        <translation>
            <numerusform>%n unread</numerusform>
            <numerusform>%n unread</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::RequestsButton</name>
    <message numerus="yes">
        <source>Requests: %n person(s) who are not your contacts</source>
        <translation>
            <numerusform>Requests: %n person who is not your contact</numerusform>
            <numerusform>Requests: %n people who are not your contacts</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::RoundButton</name>
    <message numerus="yes">
        <source>%1, %n new message(s) below</source>
        <translation>
            <numerusform>%1, %n new message below</numerusform>
            <numerusform>%1, %n new messages below</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DeviceText</name>
    <message numerus="yes">
        <source>last seen %n minute(s) ago</source>
        <translation>
            <numerusform>last seen %n minute ago</numerusform>
            <numerusform>last seen %n minutes ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>last seen %n day(s) ago</source>
        <translation>
            <numerusform>last seen %n day ago</numerusform>
            <numerusform>last seen %n days ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>last seen %n month(s) ago</source>
        <translation>
            <numerusform>last seen %n month ago</numerusform>
            <numerusform>last seen %n months ago</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>last seen %n year(s) ago</source>
        <translation>
            <numerusform>last seen %n year ago</numerusform>
            <numerusform>last seen %n years ago</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>LinkText</name>
    <message numerus="yes">
        <source>A wrong code was typed. %n try(ies) left.</source>
        <translation>
            <numerusform>A wrong code was typed. %n try left.</numerusform>
            <numerusform>A wrong code was typed. %n tries left.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln message(s)</source>
        <translation>
            <numerusform>%Ln message</numerusform>
            <numerusform>%Ln messages</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%Ln message(s) so far</source>
        <translation>
            <numerusform>%Ln message so far</numerusform>
            <numerusform>%Ln messages so far</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %Ln message(s)</source>
        <translation>
            <numerusform>%1 of %Ln message</numerusform>
            <numerusform>%1 of %Ln messages</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::ApprovalForm</name>
    <message numerus="yes">
        <source>It waits another %n second(s).</source>
        <translation>
            <numerusform>It waits another second.</numerusform>
            <numerusform>It waits another %n seconds.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::DeviceSection</name>
    <message numerus="yes">
        <source>%n device(s) have not been here for 90 days.</source>
        <translation>
            <numerusform>%n device has not been here for 90 days.</numerusform>
            <numerusform>%n devices have not been here for 90 days.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n device(s) removed from the list.</source>
        <translation>
            <numerusform>%n device removed from the list.</numerusform>
            <numerusform>%n devices removed from the list.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::LinkPage</name>
    <message numerus="yes">
        <source>%1 %n try(ies) left.</source>
        <translation>
            <numerusform>%1 %n try left.</numerusform>
            <numerusform>%1 %n tries left.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ui::UnlinkDialog</name>
    <message numerus="yes">
        <source>Choose one with at least %n characters.</source>
        <translation>
            <numerusform>Choose one with at least %n character.</numerusform>
            <numerusform>Choose one with at least %n characters.</numerusform>
        </translation>
    </message>
</context>
</TS>
