/** German given names. */
export const german = `
Achim Adalbert Adele Adelheid Agathe Albrecht Alexander Alfons Alfred Alina Alois Alwin Amalie Andrea
Andreas Angelika Anja Anke Anna Annegret Anneliese Annemarie Annette Annika Ansgar Antje Anton Antonia Armin
Arndt Arno Arnold Artur Astrid August Auguste Axel Barbara Bärbel Bastian Beate Benedikt Benjamin Bernd
Bernhard Bernhardine Bert Berta Berthold Bettina Birgit Birte Björn Bodo Brigitte Brunhilde Bruno Burkhard
Carl Carsten Charlotte Christa Christel Christian Christiane Christina Christine Christoph Clara Claudia
Claus Clemens Cordula Corinna Cornelia Dagmar Daniel Daniela David Detlef Dieter Dietlinde Dietmar Dietrich
Dirk Dominik Dora Doris Dorothea Eberhard Eckart Eckhard Edeltraud Edgar Edith Egon Elfriede Elias Elisabeth
Elke Ella Elmar Elsa Elsbeth Else Emil Emilia Emma Erhard Erich Erika Ernst Erwin Esther Eugen Eva Ewald
Fabian Falk Felicitas Felix Ferdinand Finn Florian Frank Franz Franziska Frauke Frida Frieda Friederike
Friedhelm Friedrich Fritz Gabriele Georg Gerald Gerd Gerda Gerhard Gerlinde Gerold Gertraud Gertrud Gisela
Gottfried Götz Gregor Greta Gudrun Günter Gunther Gustav Hagen Hanna Hannah Hannelore Hannes Hans Harald
Hartmut Hartwig Hedwig Heide Heidemarie Heike Heiko Heiner Heinrich Heinz Helena Helene Helga Helmut Henning
Henriette Henrik Herbert Heribert Hermann Hermine Herta Hilde Hildegard Hinrich Holger Horst Hubert Hugo Ida
Ilona Ilse Inga Inge Ingeborg Ingo Ingrid Irene Iris Irma Irmgard Isabel Isolde Jakob Jan Jana Jens Jessica
Joachim Jochen Johann Johanna Johannes Jonas Jonathan Jörg Josef Josefine Judith Julia Julian Julius Jürgen
Jutta Kai Karin Karl Karla Karoline Karsten Kaspar Katharina Käthe Katja Katrin Kerstin Kilian Klara Klaus
Konrad Konstantin Konstanze Kristin Kunigunde Kurt Lara Lars Laura Lea Lena Leni Leo Leon Leonhard Leonie
Leopold Liesbeth Liesel Lieselotte Lilli Lina Linda Lisa Lorenz Lothar Lotte Louisa Ludger Ludwig Luisa
Luise Lukas Lutz Luzie Magdalena Maja Malte Manfred Manuela Marc Marcel Marek Margarete Margot Margrit Maria
Marianne Marie Marieke Marina Mario Marion Marius Mark Marlene Marlies Marta Martin Martina Mathilde
Matthias Max Maximilian Mechthild Meike Meinhard Melanie Merle Mia Michael Michaela Mira Miriam Monika
Moritz Nadine Nadja Natalie Niclas Nicole Niels Niklas Nina Norbert Olaf Oliver Ortrun Oskar Oswald Ottilie
Otto Ottokar Pascal Patrick Paul Paula Peter Petra Philipp Pia Raimund Rainer Ralf Rebekka Regina Regine
Reiner Reinhard Reinhold Renate Ria Richard Rita Robert Roland Rolf Roman Ronja Rosa Rosemarie Roswitha
Rüdiger Rudolf Rupert Ruprecht Ruth Sabine Sabrina Samuel Sandra Sara Sarah Saskia Sebastian Selma Sibylle
Siegbert Siegfried Sieglinde Siegmund Sigrid Silke Silvia Simon Simone Sofie Solveig Sonja Sophia Stefan
Stefanie Steffen Stephan Susanne Sven Svenja Swantje Tabea Tamara Tanja Tatjana Theo Theodor Theresa
Theresia Thilo Thomas Thorsten Tilman Tim Timo Tina Tobias Tom Torben Torsten Traudl Traute Udo Ulf Uli
Ulrich Ulrike Ursel Ursula Urte Uta Ute Uwe Valentin Vanessa Veit Vera Verena Veronika Viktor Viktoria
Vinzenz Volker Volkmar Walburga Waldemar Walter Waltraud Wendelin Werner Wibke Wieland Wilfried Wilhelm
Wilhelmine Wilma Winfried Wolf Wolfgang Wolfram Xaver Yannick Yvonne
`;
