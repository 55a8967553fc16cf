"""The names of the 193 Member States: the short names the United Nations lists them by, and the other
names in use.

Data only. `MEMBER_NAMES` holds the official English short names; `FORMER_NAMES` what a Member State was
officially called before; `COMMON_NAMES` what people write instead. The source is the United Nations list
of Member States and its terminology database; names from ISO 3166 or CLDR differ and are not what a list
of sponsors prints.
"""

from __future__ import annotations

from typing import Final

MEMBER_NAMES: Final = tuple(
    """\
Afghanistan
Albania
Algeria
Andorra
Angola
Antigua and Barbuda
Argentina
Armenia
Australia
Austria
Azerbaijan
Bahamas
Bahrain
Bangladesh
Barbados
Belarus
Belgium
Belize
Benin
Bhutan
Bolivia (Plurinational State of)
Bosnia and Herzegovina
Botswana
Brazil
Brunei Darussalam
Bulgaria
Burkina Faso
Burundi
Cabo Verde
Cambodia
Cameroon
Canada
Central African Republic
Chad
Chile
China
Colombia
Comoros
Congo
Costa Rica
Côte d'Ivoire
Croatia
Cuba
Cyprus
Czechia
Democratic People's Republic of Korea
Democratic Republic of the Congo
Denmark
Djibouti
Dominica
Dominican Republic
Ecuador
Egypt
El Salvador
Equatorial Guinea
Eritrea
Estonia
Eswatini
Ethiopia
Fiji
Finland
France
Gabon
Gambia
Georgia
Germany
Ghana
Greece
Grenada
Guatemala
Guinea
Guinea-Bissau
Guyana
Haiti
Honduras
Hungary
Iceland
India
Indonesia
Iran (Islamic Republic of)
Iraq
Ireland
Israel
Italy
Jamaica
Japan
Jordan
Kazakhstan
Kenya
Kiribati
Kuwait
Kyrgyzstan
Lao People's Democratic Republic
Latvia
Lebanon
Lesotho
Liberia
Libya
Liechtenstein
Lithuania
Luxembourg
Madagascar
Malawi
Malaysia
Maldives
Mali
Malta
Marshall Islands
Mauritania
Mauritius
Mexico
Micronesia (Federated States of)
Monaco
Mongolia
Montenegro
Morocco
Mozambique
Myanmar
Namibia
Nauru
Nepal
Netherlands (Kingdom of the)
New Zealand
Nicaragua
Niger
Nigeria
North Macedonia
Norway
Oman
Pakistan
Palau
Panama
Papua New Guinea
Paraguay
Peru
Philippines
Poland
Portugal
Qatar
Republic of Korea
Republic of Moldova
Romania
Russian Federation
Rwanda
Saint Kitts and Nevis
Saint Lucia
Saint Vincent and the Grenadines
Samoa
San Marino
Sao Tome and Principe
Saudi Arabia
Senegal
Serbia
Seychelles
Sierra Leone
Singapore
Slovakia
Slovenia
Solomon Islands
Somalia
South Africa
South Sudan
Spain
Sri Lanka
Sudan
Suriname
Sweden
Switzerland
Syrian Arab Republic
Tajikistan
Thailand
Timor-Leste
Togo
Tonga
Trinidad and Tobago
Tunisia
Türkiye
Turkmenistan
Tuvalu
Uganda
Ukraine
United Arab Emirates
United Kingdom of Great Britain and Northern Ireland
United Republic of Tanzania
United States of America
Uruguay
Uzbekistan
Vanuatu
Venezuela (Bolivarian Republic of)
Viet Nam
Yemen
Zambia
Zimbabwe
""".splitlines()
)

FORMER_NAMES: Final = {
    "Burma": "Myanmar",
    "Byelorussian Soviet Socialist Republic": "Belarus",
    "Cape Verde": "Cabo Verde",
    "Ceylon": "Sri Lanka",
    "Czech Republic": "Czechia",
    "Dahomey": "Benin",
    "Democratic Kampuchea": "Cambodia",
    "East Timor": "Timor-Leste",
    "Ivory Coast": "Côte d'Ivoire",
    "Libyan Arab Jamahiriya": "Libya",
    "Netherlands": "Netherlands (Kingdom of the)",
    "Socialist People's Libyan Arab Jamahiriya": "Libya",
    "Swaziland": "Eswatini",
    "The former Yugoslav Republic of Macedonia": "North Macedonia",
    "Turkey": "Türkiye",
    "Ukrainian Soviet Socialist Republic": "Ukraine",
    "Union of Soviet Socialist Republics": "Russian Federation",
    "Upper Volta": "Burkina Faso",
    "Western Samoa": "Samoa",
    "Zaire": "Democratic Republic of the Congo",
}

COMMON_NAMES: Final = {
    "Antigua & Barbuda": "Antigua and Barbuda",
    "Bolivia": "Bolivia (Plurinational State of)",
    "Bosnia": "Bosnia and Herzegovina",
    "Britain": "United Kingdom of Great Britain and Northern Ireland",
    "Brunei": "Brunei Darussalam",
    "Congo-Brazzaville": "Congo",
    "Congo-Kinshasa": "Democratic Republic of the Congo",
    "DPRK": "Democratic People's Republic of Korea",
    "DR Congo": "Democratic Republic of the Congo",
    "DRC": "Democratic Republic of the Congo",
    "Federated States of Micronesia": "Micronesia (Federated States of)",
    "Great Britain": "United Kingdom of Great Britain and Northern Ireland",
    "Guinea Bissau": "Guinea-Bissau",
    "Holland": "Netherlands (Kingdom of the)",
    "Iran": "Iran (Islamic Republic of)",
    "Islamic Republic of Iran": "Iran (Islamic Republic of)",
    "Kingdom of the Netherlands": "Netherlands (Kingdom of the)",
    "Kyrgyz Republic": "Kyrgyzstan",
    "Lao PDR": "Lao People's Democratic Republic",
    "Laos": "Lao People's Democratic Republic",
    "Macedonia": "North Macedonia",
    "Micronesia": "Micronesia (Federated States of)",
    "Moldova": "Republic of Moldova",
    "North Korea": "Democratic People's Republic of Korea",
    "PR China": "China",
    "People's Republic of China": "China",
    "Plurinational State of Bolivia": "Bolivia (Plurinational State of)",
    "Bolivarian Republic of Venezuela": "Venezuela (Bolivarian Republic of)",
    "Republic of the Congo": "Congo",
    "ROK": "Republic of Korea",
    "Russia": "Russian Federation",
    "Slovak Republic": "Slovakia",
    "South Korea": "Republic of Korea",
    "St Kitts and Nevis": "Saint Kitts and Nevis",
    "St Lucia": "Saint Lucia",
    "St Vincent and the Grenadines": "Saint Vincent and the Grenadines",
    "Syria": "Syrian Arab Republic",
    "Tanzania": "United Republic of Tanzania",
    "UAE": "United Arab Emirates",
    "UK": "United Kingdom of Great Britain and Northern Ireland",
    "US": "United States of America",
    "USA": "United States of America",
    "United Kingdom": "United Kingdom of Great Britain and Northern Ireland",
    "United States": "United States of America",
    "Venezuela": "Venezuela (Bolivarian Republic of)",
    "Vietnam": "Viet Nam",
}

GROUP_NAMES: Final = {
    "European Union": ("EU", "European Union and its member States"),
    "Group of African States": ("African Group", "AG"),
    "Group of Arab States": ("Arab Group",),
    "Group of Asia-Pacific States": ("Asia-Pacific Group", "APG", "Asian Group", "Group of Asian States"),
    "Group of Eastern European States": ("Eastern European Group", "EEG"),
    "Group of Latin American and Caribbean States": ("GRULAC", "Latin American and Caribbean Group"),
    "Group of Western European and other States": ("Western European and Others Group", "WEOG"),
    "Group of 77 and China": ("G77", "G-77", "G77 and China", "Group of 77"),
    "Holy See": (),
    "Movement of Non-Aligned Countries": ("NAM", "Non-Aligned Movement"),
    "Organization of Islamic Cooperation": ("OIC", "Organisation of Islamic Cooperation"),
    "State of Palestine": ("Palestine",),
}
