/** Finnish given names. */
export const finnish = `
Aada Aake Aamu Aapeli Aapo Aaretti Aarne Aarni Aaro Aarre Aatos Aatu Ahti Ahto Aila Aili Aimo Aina Aini Aino
Airi Aki Akseli Aku Aleksanteri Aleksi Aliina Aliisa Alina Alisa Alli Alma Alpo Altti Alvar Amalia Amanda
Anelma Anita Anja Anna Anne Anneli Anni Anniina Annika Annikki Annukka Ansa Anselmi Anssi Antero Anton Antti
Anu Arja Armas Armi Arto Arttu Artturi Arvi Arvid Arvo Asko Asser Asta Astrid Atte Auli Aulikki Aulis Aune
Auni Aura Auvo Beata Birgitta Daniel Eelis Eemeli Eerik Eerika Eerikki Eero Eetu Eeva Eevert Eevi Eila Einar
Eine Eini Eino Eira Elias Eliel Eliisa Elina Elisa Elisabet Eljas Ella Ellen Elli Elma Elmeri Elmo Elna Elsa
Elsi Elvi Elviira Emilia Emma Emmi Enni Ensio Erja Erkki Erno Esa Ester Eveliina Fanni Hanna Hannaleena
Hannele Hannes Hannu Harri Heidi Heikki Heimo Heini Heino Helena Heljä Helka Hellevi Helmi Helvi Henna Henni
Henri Henriikka Henrik Hermanni Hertta Hilda Hilja Hilkka Hilla Hilma Hilppa Iida Iina Iiris Iiro Iisakki
Iivari Iivo Ilari Ilkka Ilma Ilmari Ilmo Ilona Ilpo Immo Impi Inari Inka Inkeri Inna Irene Irina Irja Irma
Irmeli Isla Isto Jaakkima Jaakko Jaana Jalmari Jalo Jani Janika Janina Janita Janne Jari Jarkko Jarmo Jarno
Jasmin Jenna Jenni Jere Jeremias Jesperi Jesse Johanna Johannes Joni Jonna Joona Joonas Joonatan Jooseppi
Jorma Jouko Jouni Juha Juhana Juhani Juho Jukka Julia Julius Junnu Jussi Justiina Jutta Juuso Jyri Jyrki
Kaapo Kaarina Kaarle Kaarlo Kai Kaija Kaino Kaisa Kaisla Kaisu Kaius Kalervo Kaleva Kalevi Kalle Kanerva
Kari Karita Karoliina Kasper Kasperi Katariina Katja Katri Katriina Kauko Keijo Kerttu Kerttuli Kielo Kiia
Kimmo Kirsi Kirsikka Kirsti Konsta Konstantin Kosti Krista Kristian Kristiina Kuisma Kullervo Kusti Kyllikki
Kyösti Laila Lari Lasse Lassi Lauha Laura Lauri Lea Leea Leena Leevi Leila Lempi Lenni Leo Lilja Lilli Linda
Linnea Loviisa Luukas Lyydia Lyyli Maaria Maarit Maija Maiju Maila Maire Manu Mari Maria Mariaana Marianne
Marika Marita Marja Marjaana Marjatta Marjo Marjut Marketta Markku Marko Markus Marleena Martta Martti
Matias Matilda Matleena Matti Mauno Mauri Meeri Meri Merja Mervi Mika Mikael Mikko Milja Milla Mimmi Minea
Minja Minna Minttu Mira Mirja Mirjami Mirka Mirkka Moona Nanna Natalia Neea Nelli Niila Niilo Niina Niklas
Niko Noora Nuutti Oili Oiva Olavi Oliivia Olli Onerva Onni Orvokki Oskari Osmo Ossi Otso Otto Outi Paavali
Paavo Päivi Päivikki Päiviö Paula Pauli Pauliina Pekka Pentti Pertti Perttu Petja Petra Petri Petteri Pia
Pihla Pihlaja Piia Pilvi Pinja Pirjo Pirkko Raakel Raija Raila Raili Raimo Raine Raisa Rami Rasmus Rauha
Rauli Rauni Reeta Reetta Reijo Reima Reino Riikka Riina Riitta Risto Ritva Roni Roope Roosa Saana Saara
Saija Saila Saima Saimi Saini Sakari Saku Salla Salme Sami Sampo Samppa Samu Samuel Samuli Sanelma Sanna
Sanni Santeri Santtu Sari Satu Sauli Seija Selma Senja Senni Seppo Severi Signe Siiri Silja Silva Simo Sini
Sinikka Sirkka Sirkku Sirpa Siru Sisko Sofia Sohvi Soila Soini Sointu Sonja Sulo Suoma Suvi Sylvi Taavetti
Taavi Taimi Taina Taisto Taito Tammi Taneli Tanja Tapani Tapio Tarja Tarmo Taru Tatu Tauno Teemu Teija
Tellervo Tenho Teppo Terhi Terho Tero Terttu Tiia Tiina Tilda Timo Tinja Toini Toivo Tommi Toni Topi Topias
Torsti Touko Tuija Tuire Tuisku Tuomas Tuomo Tuovi Tuukka Tuula Tuuli Tuulia Tuulikki Tyko Tytti Tyyne Ulla
Ulpu Unelma Unto Uolevi Urho Urpo Usko Utu Väinö Valdemar Valma Valpuri Valtteri Vappu Varpu Vaula Veera
Veeti Veijo Veikko Veini Veli Venla Verna Verneri Vesa Vieno Vihtori Viivi Vilhelmiina Vilho Viljami Viljo
Ville Vilma Vilppu Virpi Virva Visa Vuokko Ylermi Yrjänä Yrjö
`;
